package import Compute
package import Devices
package import Graphs
import Kernels
import Runs

/// The rate at which a device copies memory that no cache should hold.
package enum PeakBandwidth {
  /// Measures for some tens of milliseconds; the best of several launches.
  ///
  /// Source and result have 32 MiB each on a CPU, whose process should not grow by it, and 256 MiB on a
  /// GPU. A CPU with a larger cache can show more than its memory has.
  ///
  /// - Parameter vectorWidth: floats of a vector on a CPU; nil for the device's own width.
  /// - Returns: 10⁹ bytes per second, read and written bytes counted both.
  /// - Throws: `ComputeError` when the device refuses the kernel or its memory.
  package static func gigabytesPerSecond(
    of device: Device, vectorWidth: Int? = nil, _ cache: CacheDirectory = .none
  ) throws(ComputeError) -> Double {
    let peak = try PeakKernel(
      "peakBandwidth", of: .peakBandwidth, on: device, vectorWidth: vectorWidth, cache)
    let isCPU = peak.traits.family == .cpu
    let wanted = isCPU ? 32 << 20 : 256 << 20
    let bytes = min(wanted, device.description.maximumAllocationBytes)
    let count = bytes / 4
    let source = try peak.context.makeBuffer(byteCount: 4 * count)
    let result = try peak.context.makeBuffer(byteCount: 4 * count)
    try peak.context.fill(source, byteCount: 4 * count)
    for (index, buffer) in [source, result].enumerated() {
      try peak.kernel.set(argument: 2 * index, buffer: buffer)
      try peak.kernel.set(argument: 2 * index + 1, uint64: 0)
    }
    try peak.kernel.set(argument: 4, int32: Int32(count))
    let units = peak.traits.computeUnits
    let items = isCPU ? 4 * units : 16 * units * peak.local
    // The first launch finishes compiling and touches the memory.
    var time = try peak.seconds(items: items)
    peak.save()
    for _ in 0..<8 { time = min(time, try peak.seconds(items: items)) }
    return Double(2 * 4 * count) / time / 1e9
  }
}

extension DeviceRates {
  /// What the device reaches, measured now.
  ///
  /// - Throws: `ComputeError` when the device refuses a kernel or its memory.
  package static func measured(
    _ device: Device, vectorWidth: Int? = nil, _ cache: CacheDirectory = .none
  ) throws(ComputeError) -> DeviceRates {
    DeviceRates(
      gigaflops: try PeakFlops.gigaflops(of: device, vectorWidth: vectorWidth, cache),
      gigabytesPerSecond: try PeakBandwidth.gigabytesPerSecond(
        of: device, vectorWidth: vectorWidth, cache))
  }
}
