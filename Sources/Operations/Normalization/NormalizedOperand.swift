import Graphs

/// An operation whose kernels can normalise an operand as they load it.
protocol NormalizingReader: Tunable, HalfStorable {
  /// Whether its kernels for a device do so with operand number `operand`.
  func canNormalize(_ operand: Int, _ inputs: [TensorSpec], for device: DeviceTraits) -> Bool

  /// The launches with what is done to an operand before; `lower` gives those with nothing.
  func lower(
    _ inputs: [TensorSpec], after prologue: ConvolutionPrologue, half: HalfOperands,
    for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering
}

extension NormalizingReader {
  /// This operation in the place of `producer` and itself, where that is a normalisation that its
  /// kernels compute as they load operand number `operand`.
  ///
  /// An element is loaded once for each tap of a window and each tile of channels. So only what costs
  /// a few instructions is computed that often: activations without an exponential.
  func recomputingNormalization(
    _ producer: any Operation, operand: Int, inputs: [TensorSpec], for device: DeviceTraits
  ) -> Fused? {
    guard let normalize = producer as? Normalize,
      normalize.activation == .identity || normalize.activation == .relu,
      canNormalize(operand, inputs, for: device)
    else { return nil }
    var operands = inputs.indices.map { Fused.Operand.own($0) }
    operands[operand] = .neighbour(0)
    return Fused(
      NormalizedOperand(reader: self, operand: operand, normalize: normalize),
      inputs: operands + (1..<5).map { .neighbour($0) })
  }
}

/// `reader` with an operand that is normalised while it is loaded: as if `normalize` stood in front of
/// it, but what that gives is in no memory. The fusion pass puts it in the place of the reader.
///
/// Inputs: the reader's, with x in the place of the normalised operand, then γ, β, mean and variance
/// [C]. Outputs: the reader's. Name and tuning choices are the reader's too: they were measured
/// without the normalisation, and hold with it.
struct NormalizedOperand: HalfStorable {
  let reader: any NormalizingReader
  let operand: Int
  let normalize: Normalize

  var name: String { reader.name }

  /// What the normalisation reads: x, γ, β, mean, variance.
  private func normalized<Value>(_ inputs: [Value]) -> [Value] {
    [inputs[operand]] + inputs.suffix(4)
  }

  /// What the reader reads, as far as it is an input here: x still stands for its operand.
  private func read<Value>(_ inputs: [Value]) -> [Value] { Array(inputs.dropLast(4)) }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count > operand + 4 else {
      throw ShapeError(
        name, inputs, expected: "its inputs, then gamma, beta, mean and variance [C], float32")
    }
    _ = try normalize.outputs(normalized(inputs))
    return try reader.outputs(read(inputs))
  }

  /// Second derivatives are not offered: the operation only comes to be when a graph is fused.
  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] { inputs.map { _ in nil } }

  /// The reader's: x has the number of the operand that it stands for.
  func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    reader.halfOperands(read(inputs), for: device)
  }

  func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let own = read(inputs)
    let prologue = ConvolutionPrologue(
      normalizing: operand, activation: normalize.activation, firstInput: own.count)
    let lowering = reader.lower(own, after: prologue, half: half, for: device, tuning: tuning)
    let scale = KernelLaunch.Argument.workspace(lowering.workspace.count)
    let (gamma, beta, mean, variance) = (own.count, own.count + 1, own.count + 2, own.count + 3)
    let parameters: [KernelLaunch.Argument] = [.input(mean), scale, .input(beta)]
    let launches = lowering.launches.map { launch in
      launch.replacingArguments { argument in
        guard case .input(let index) = argument, index >= own.count else { return argument }
        return parameters[index - own.count]
      }
    }
    let channels = inputs[operand].shape.last
    let first = normalize.scale(
      gamma: .input(gamma), variance: .input(variance), to: scale, channels: channels, for: device)
    return Lowering([first] + launches, workspace: lowering.workspace + [channels * 4])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    var own = read(inputs)
    own[operand] = normalize.evaluate(normalized(inputs))[0]
    return reader.evaluate(own)
  }

  func flops(_ inputs: [TensorSpec]) -> Int {
    reader.flops(read(inputs)) + normalize.flops(normalized(inputs))
  }
}

extension NormalizedOperand: Tunable {
  func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    reader.tuningSpace(read(inputs), for: device)
  }

  func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> { reader.batchedInputs(read(inputs)) }

  /// The reader's, with an operand that is taken as it is.
  func unprepared(_ inputs: [TensorSpec]) -> (operation: any Tunable, inputs: [TensorSpec]) {
    reader.unprepared(read(inputs))
  }
}
