import Compute
import Graphs
import Kernels

/// Verifies that a device's tensor cores compute in TF32 before anything is trained with them.
///
/// One launch computes small products with the instruction and the conversion of the kernels. The host
/// checks the positions of all elements in the fragments, the rounding of both operands, and that
/// accumulators are float32.
struct MMAProbe {
  private let traits: DeviceTraits
  private let programs: DevicePrograms

  init(_ traits: DeviceTraits, _ programs: DevicePrograms) {
    self.traits = traits
    self.programs = programs
  }

  /// Runs the probe.
  ///
  /// - Throws: `ComputeError.precision` where the compiler rejects the instruction or a result is not
  ///   that of TF32.
  func check() throws(ComputeError) {
    let device = programs.context.device.description
    if !traits.emulatesMMA { try PrecisionRequirement.tf32.check(device, traits) }
    let results: [Float]
    do throws(ComputeError) {
      results = try run()
    } catch .build(_, _, _, let log) {
      let reason = log.split(whereSeparator: \.isNewline).first { $0.contains("error") } ?? "no log"
      throw PrecisionRequirement.tf32.refusal(
        device.name, "a compiler that rejects the instruction (\(reason))")
    }
    if let fault = MMAProbeCase.fault(in: results) {
      throw PrecisionRequirement.tf32.refusal(device.name, fault)
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
        source: source.program(from: programs.kernels),
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
