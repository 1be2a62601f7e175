package import Compute
import Execution
package import Graphs

/// What is published about a GPU: what its OpenCL driver reports, and its peak rates.
package struct DeviceSpecification: Sendable, Hashable {
  /// What the driver reports, as far as plans depend on it.
  package let description: DeviceDescription
  /// The units that have local memory and execute whole work-groups; drivers may count smaller ones.
  package let units: Int
  /// Local memory of a unit in bytes, which its work-groups divide.
  package let localMemoryBytesPerUnit: Int
  /// Registers of a unit, of 32 bits each.
  package let registersPerUnit: Int
  /// The number of work-items that a work-group should have a multiple of: those that execute together.
  package let preferredMultiple: Int
  /// Float32 without MMA instructions, and DRAM.
  package let rates: DeviceRates
  /// Dense MMA in TF32; nil where there is none.
  package let gigaflopsTF32: Double?
  /// Dense MMA of bfloat16 with float32 accumulators.
  package let gigaflopsBF16: Double

  /// The model of its launches' time in a precision.
  package func roofline(for precision: DeviceTraits.Precision) -> Roofline {
    Roofline(rates: rates, gigaflopsMMA: precision == .tf32 ? gigaflopsTF32 : nil, units: units)
  }

  /// One line: name, units, memories, work-groups, rates.
  package var summary: String {
    func tera(_ giga: Double) -> String { "\((giga / 10).rounded() / 100)" }
    return
      "\(description.name): \(units) units with \(localMemoryBytesPerUnit / 1024) KiB of local "
      + "memory (\(description.localMemoryBytes / 1024) a work-group) and \(registersPerUnit) registers, "
      + "work-groups of up to \(description.maximumWorkGroupSize) in multiples of \(preferredMultiple), "
      + "\(tera(rates.gigaflops)) TFLOP/s, \(tera(rates.gigabytesPerSecond)) TB/s"
  }
}
