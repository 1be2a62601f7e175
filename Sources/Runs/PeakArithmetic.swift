public import Compute
import Execution
import Graphs
import Kernels

/// The rate of multiply-adds that a device reaches with everything in registers.
public enum PeakArithmetic {
  /// Chains times two floating-point operations, as the kernel has it.
  private static let operationsPerLane = 32

  /// Measures for about a third of a second; the best of several launches.
  ///
  /// - Parameter vectorWidth: floats of a vector on a CPU; nil for the device's own width.
  /// - Returns: 10⁹ floating-point operations per second, a multiply-add counted as two.
  /// - Throws: `ComputeError` when the device refuses the kernel or its memory.
  public static func gigaflops(
    of device: Device, vectorWidth: Int? = nil
  ) throws(ComputeError) -> Double {
    let traits = DeviceTraits(device.description, vectorWidth: vectorWidth)
    let context = try Context(device)
    let programs = ProgramCache(directory: OpenedDevice.kernelDirectory)
    let options = traits.constants.sorted { $0.key < $1.key }.map { "-D\($0.key)=\($0.value)" }
    let source = KernelSource.peakArithmetic
    let program = try programs.program(
      for: ProgramRequest(
        source: KernelSource.prelude.text + "\n" + source.text, options: options,
        kernelNames: ["peakArithmetic"], name: source.stem), in: context)
    let isCPU = traits.family == .cpu
    let local = isCPU ? 1 : min(256, traits.maximumWorkGroupSize)
    let items = isCPU ? 4 * traits.computeUnits : 16 * traits.computeUnits * local
    let sums = try context.makeBuffer(byteCount: 4 * items)
    let kernel = try program.makeKernel(named: "peakArithmetic")
    try kernel.set(argument: 0, buffer: sums)
    try kernel.set(argument: 1, uint64: 0)
    try kernel.set(argument: 3, float: 0.999)
    try kernel.set(argument: 4, float: 0.001)
    func seconds(_ iterations: Int) throws(ComputeError) -> Double {
      try kernel.set(argument: 2, int32: Int32(clamping: iterations))
      let start = ContinuousClock.now
      try context.enqueue(kernel, global: [items], local: [local], label: "peakArithmetic")
      try context.finish()
      return (ContinuousClock.now - start).seconds
    }
    var iterations = 1000
    var time = try seconds(iterations)
    programs.save(program)
    while time < 0.02, iterations < 1 << 28 {
      iterations *= 4
      time = try seconds(iterations)
    }
    for _ in 0..<8 { time = min(time, try seconds(iterations)) }
    let lanes = isCPU ? traits.vectorWidth : 1
    return Double(items * iterations * lanes * operationsPerLane) / time / 1e9
  }
}

extension Duration {
  /// The duration as a number of seconds.
  package var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
