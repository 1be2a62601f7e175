public import Compute
public import Devices
import Kernels
import Runs

/// The rate of multiply-adds that a device reaches with everything in registers.
public enum PeakFlops {
  /// Chains times two floating-point operations, as the kernel has it.
  private static let operationsPerLane = 32

  /// Measures for about a third of a second; the best of several launches.
  ///
  /// - Parameter vectorWidth: floats of a vector on a CPU; nil for the device's own width.
  /// - Returns: 10⁹ floating-point operations per second, a multiply-add counted as two.
  /// - Throws: `ComputeError` when the device refuses the kernel or its memory.
  public static func gigaflops(
    of device: Device, vectorWidth: Int? = nil, _ cache: CacheDirectory = .none
  ) throws(ComputeError) -> Double {
    let peak = try PeakKernel(
      "peakFlops", of: .peakFlops, on: device, vectorWidth: vectorWidth, cache)
    let (traits, kernel) = (peak.traits, peak.kernel)
    let isCPU = traits.family == .cpu
    let items = isCPU ? 4 * traits.computeUnits : 16 * traits.computeUnits * peak.local
    try kernel.set(argument: 0, buffer: peak.context.makeBuffer(byteCount: 4 * items))
    try kernel.set(argument: 1, uint64: 0)
    try kernel.set(argument: 3, float: 0.999)
    try kernel.set(argument: 4, float: 0.001)
    func seconds(_ iterations: Int) throws(ComputeError) -> Double {
      try kernel.set(argument: 2, int32: Int32(clamping: iterations))
      return try peak.seconds(items: items)
    }
    var iterations = 1000
    var time = try seconds(iterations)
    peak.save()
    while time < 0.02, iterations < 1 << 28 {
      iterations *= 4
      time = try seconds(iterations)
    }
    for _ in 0..<8 { time = min(time, try seconds(iterations)) }
    let lanes = isCPU ? traits.vectorWidth : 1
    return Double(items * iterations * lanes * operationsPerLane) / time / 1e9
  }
}
