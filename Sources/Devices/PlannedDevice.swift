import Compute
import Execution
package import Graphs

/// What a plan is lowered for: a device of this machine, or a known one that need not be here.
package struct PlannedDevice: Sendable {
  /// Which device it is, and why.
  package let summary: String
  package let traits: DeviceTraits
  /// The measured choices for it.
  package let tuning: TuningRecord
  /// The model of its launches' time; nil for a device of this machine, whose peaks are not known.
  package let roofline: Roofline?

  /// The device that a request chooses, without opening it.
  ///
  /// - Parameters:
  ///   - vectorWidth: forces the floats of a vector on an OpenCL device; nil for the device's.
  ///   - warn: gets a line for each driver that fails, and for a tuning record that cannot be read.
  /// - Throws: `ComputeError.noDevice`, `ComputeError.precision`; `FileError` of kind `badData` where the
  ///   user's tuning record is damaged.
  package init(
    _ request: String, precision: DeviceTraits.Precision, vectorWidth: Int? = nil,
    _ cache: CacheDirectory, warn: (String) -> Void
  ) throws {
    let choice = try OpenedDevice.choose(request, warn: warn)
    var traits = try OpenedDevice.traits(of: choice, precision: precision)
    if case .openCL = choice, let vectorWidth { traits.vectorWidth = vectorWidth }
    self.traits = traits
    tuning = try OpenedDevice.tuning(of: choice, cache, warn: warn)?.record ?? TuningRecord()
    summary = OpenedDevice.summary(of: choice, precision)
    roofline = nil
  }

  /// A known device, with the choices that the library ships for its class.
  ///
  /// - Throws: `ComputeError.precision` where it cannot compute in the precision.
  package init(
    as device: KnownDevice, precision: DeviceTraits.Precision
  ) throws {
    let specification = device.specification
    try specification.description.requireCandidate(for: precision)
    var traits = DeviceTraits(specification.description)
    traits.precision = precision
    self.traits = traits
    tuning = try DeviceTuning(for: specification.description, directory: nil).record
    summary =
      "as \(device.rawValue), \(specification.summary)" + OpenedDevice.suffix(of: precision)
    roofline = specification.roofline(for: precision)
  }
}
