import Compute
import Graphs
import Kernels

/// Makes a device prove that its tensor cores compute in TF32 before anything is trained with them.
///
/// One launch computes small products by the instruction and the conversion that the kernels use. They
/// are compared with the host's: the place of every element in the fragments, the rounding of both
/// operands, and the accumulators' float32 bits.
struct MMAProbe {
  /// Drivers with this extension accept NVIDIA's assembly. Other drivers are not tried: an instruction
  /// that a compiler does not know may make it end the process.
  static let neededExtension = "cl_nv_device_attribute_query"

  private let executor: OpenCLExecutor

  init(_ executor: OpenCLExecutor) {
    self.executor = executor
  }

  /// Refuses a device that cannot have tensor cores for TF32, without opening it.
  ///
  /// - Throws: `ComputeError.precision`.
  static func requireCandidate(_ choice: DeviceChoice) throws(ComputeError) {
    switch choice {
    case .host: throw refusal("the host", "plain Swift")
    case .openCL(let device, _):
      try requireCandidate(device.description, DeviceTraits(device.description))
    }
  }

  private static func requireCandidate(
    _ device: DeviceDescription, _ traits: DeviceTraits
  ) throws(ComputeError) {
    guard traits.family == .gpu else {
      throw refusal(device.name, "a device that runs the kernels for CPUs")
    }
    guard device.extensions.contains(neededExtension) else {
      throw refusal(device.name, "a driver without the extension \(neededExtension)")
    }
  }

  private static func refusal(_ device: String, _ found: String) -> ComputeError {
    .precision(
      requested: DeviceTraits.Precision.tf32.rawValue, device: device, found: found,
      expected: "a GPU whose tensor cores OpenCL C can use: NVIDIA's, of compute capability 8.0 or "
        + "later")
  }

  /// Runs the probe.
  ///
  /// - Throws: `ComputeError.precision` where the compiler refuses the instruction or a result is not
  ///   that of TF32.
  func check() throws(ComputeError) {
    let device = executor.context.device.description
    if !executor.traits.emulatesMMA { try Self.requireCandidate(device, executor.traits) }
    let results: [Float]
    do throws(ComputeError) {
      results = try run()
    } catch .build(_, _, let log) {
      let reason = log.split(whereSeparator: \.isNewline).first { $0.contains("error") } ?? "no log"
      throw Self.refusal(device.name, "a compiler that refuses the instruction (\(reason))")
    }
    if let fault = MMAProbeCase.fault(in: results) {
      throw Self.refusal(device.name, fault)
    }
  }

  private func run() throws(ComputeError) -> [Float] {
    let traits = executor.traits
    let constants = traits.constants.merging(
      [
        "MMA_PTX": traits.emulatesMMA ? 0 : 1, "FRAGMENTS_DOWN": 1, "FRAGMENTS_ACROSS": 1,
      ]) { $1 }
    let source = KernelSource.mmaProbe
    let program = try executor.programs.program(
      for: ProgramRequest(
        source: KernelSource.prelude.text + "\n" + source.text,
        options: constants.sorted { $0.key < $1.key }.map { "-D\($0.key)=\($0.value)" },
        kernelNames: ["mmaProbe"], name: source.stem), in: executor.context)
    let kernel = try program.makeKernel(named: "mmaProbe")
    let cases = MMAProbeCase.all
    let operands = [cases.flatMap(\.a), cases.flatMap(\.b), cases.flatMap(\.c)]
    let output = try executor.zeroed(4 * operands[2].count)
    for (index, values) in operands.enumerated() {
      let buffer = try executor.zeroed(4 * values.count)
      try executor.write(HostTensor(values, shape: [values.count]), to: buffer)
      try kernel.set(argument: 2 * index, buffer: buffer)
      try kernel.set(argument: 2 * index + 1, uint64: 0)
    }
    try kernel.set(argument: 6, buffer: output)
    try kernel.set(argument: 7, uint64: 0)
    try executor.context.enqueue(
      kernel, global: [32 * cases.count], local: [32], label: "mmaProbe")
    let results = try executor.read(Float(0), operands[2].count, from: output, at: 0)
    executor.keep(program)
    return results
  }
}
