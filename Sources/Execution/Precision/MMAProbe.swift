import Compute
import Graphs
import Kernels

/// Makes a device prove that its tensor cores compute in TF32 before anything is trained with them.
///
/// One launch of small products by the same instruction and conversion that the kernels use, compared
/// with the host: the places of all numbers in the fragments, the rounding of either operand, and that
/// sums keep float32's bits.
struct MMAProbe {
  /// Drivers with this extension know NVIDIA's assembly. Elsewhere nothing is tried: a compiler may end
  /// the process over an instruction that it does not know.
  static let neededExtension = "cl_nv_device_attribute_query"

  private let traits: DeviceTraits
  private let programs: DevicePrograms

  init(_ traits: DeviceTraits, _ programs: DevicePrograms) {
    self.traits = traits
    self.programs = programs
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
      throw refusal(device.name, "a device that takes the kernels of CPUs")
    }
    guard device.extensions.contains(neededExtension) else {
      throw refusal(device.name, "a driver without the extension \(neededExtension)")
    }
  }

  private static func refusal(_ device: String, _ found: String) -> ComputeError {
    .precision(
      requested: DeviceTraits.Precision.tf32.rawValue, device: device, found: found,
      expected: "a GPU whose tensor cores take it from OpenCL C (NVIDIA's from compute capability "
        + "8.0 on)")
  }

  /// Runs the probe.
  ///
  /// - Throws: `ComputeError.precision` where the compiler refuses the instruction or a result is not
  ///   what TF32 gives.
  func check() throws(ComputeError) {
    let device = programs.context.device.description
    if !traits.emulatesMMA { try Self.requireCandidate(device, traits) }
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
    let constants = traits.constants.merging(
      [
        "TENSOR_PTX": traits.emulatesMMA ? 0 : 1, "FRAGMENTS_DOWN": 1, "FRAGMENTS_ACROSS": 1,
      ]) { $1 }
    let source = KernelSource.mmaProbe
    let program = try programs.program(
      for: ProgramRequest(
        source: KernelSource.prelude.text + "\n" + source.text,
        options: constants.sorted { $0.key < $1.key }.map { "-D\($0.key)=\($0.value)" },
        kernelNames: ["mmaProbe"], name: source.stem))
    let kernel = try program.makeKernel(named: "mmaProbe")
    let cases = MMAProbeCase.all
    let operands = [cases.flatMap(\.a), cases.flatMap(\.b), cases.flatMap(\.c)]
    let output = try programs.zeroed(4 * operands[2].count)
    for (index, values) in operands.enumerated() {
      let buffer = try programs.zeroed(4 * values.count)
      try programs.memory.write(HostTensor(values, shape: [values.count]), to: buffer)
      try kernel.set(argument: 2 * index, buffer: buffer)
      try kernel.set(argument: 2 * index + 1, uint64: 0)
    }
    try kernel.set(argument: 6, buffer: output)
    try kernel.set(argument: 7, uint64: 0)
    try programs.context.enqueue(
      kernel, global: [32 * cases.count], local: [32], label: "mmaProbe")
    let results = try programs.memory.read(Float(0), operands[2].count, from: output, at: 0)
    programs.keep(program)
    return results
  }
}
