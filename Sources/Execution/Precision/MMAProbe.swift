import Compute
import Graphs
import Kernels

/// Verifies that a device's tensor cores compute in TF32 before anything is trained with them.
///
/// One launch computes small products with the instruction and the conversion of the kernels. The host
/// checks the positions of all elements in the fragments, the rounding of both operands, and that
/// accumulators are float32.
struct MMAProbe {
  /// Drivers with this extension compile NVIDIA's assembly (PTX). Others are not tried: a compiler may
  /// crash the process over an unknown instruction.
  static let neededExtension = "cl_nv_device_attribute_query"

  private let traits: DeviceTraits
  private let programs: DevicePrograms

  init(_ traits: DeviceTraits, _ programs: DevicePrograms) {
    self.traits = traits
    self.programs = programs
  }

  /// Refuses a device that cannot have TF32 tensor cores, without opening it.
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
      throw refusal(device.name, "a device of the CPU kernel family")
    }
    guard device.extensions.contains(neededExtension) else {
      throw refusal(device.name, "a driver without the extension \(neededExtension)")
    }
  }

  private static func refusal(_ device: String, _ found: String) -> ComputeError {
    .precision(
      requested: DeviceTraits.Precision.tf32.rawValue, device: device, found: found,
      expected:
        "a GPU whose tensor cores can be used from OpenCL C (NVIDIA, compute capability 8.0 or "
        + "higher)")
  }

  /// Runs the probe.
  ///
  /// - Throws: `ComputeError.precision` where the compiler rejects the instruction or a result is not
  ///   that of TF32.
  func check() throws(ComputeError) {
    let device = programs.context.device.description
    if !traits.emulatesMMA { try Self.requireCandidate(device, traits) }
    let results: [Float]
    do throws(ComputeError) {
      results = try run()
    } catch .build(_, _, let log) {
      let reason = log.split(whereSeparator: \.isNewline).first { $0.contains("error") } ?? "no log"
      throw Self.refusal(device.name, "a compiler that rejects the instruction (\(reason))")
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
