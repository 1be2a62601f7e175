import Graphs

/// An operation whose kernels can normalise an operand while they load it.
protocol NormalizingReader: HalfStorable, Tunable {
  /// Whether its kernels for a device can do so with operand `operand`.
  func canNormalize(_ operand: Int, _ inputs: [TensorSpec], for device: DeviceTraits) -> Bool

  /// The launches that apply `prologue` to an operand; plain `lower` applies `.nothing`.
  func lower(
    _ inputs: [TensorSpec], after prologue: ConvolutionPrologue, half: HalfOperands,
    for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering
}

extension NormalizingReader {
  public func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    lower(inputs, after: .nothing, half: half, for: device, tuning: tuning)
  }

  /// This operation with `normalize` computed while its kernels load operand `operand`.
  func normalizing(_ operand: Int, _ inputs: [TensorSpec], by normalize: Normalize) -> Fused {
    var operands = inputs.indices.map { Fused.Operand.own($0) }
    operands[operand] = .neighbour(0)
    return Fused(
      NormalizedOperand(reader: self, operand: operand, normalize: normalize),
      inputs: operands + (1...normalize.parameterCount).map { .neighbour($0) })
  }
}

/// `reader` with an operand that is normalised while it is loaded: the same result as `normalize`
/// followed by `reader`, but the normalised tensor is never stored. The fusion pass creates it.
///
/// Inputs: the reader's, with x instead of the normalised operand, then those of `normalize` after x:
/// γ, β, mean and variance [C], or scale, β and mean.
/// Outputs: the reader's. Name and tuning choices are the reader's too: they were measured without the
/// normalisation, and remain valid with it.
struct NormalizedOperand: HalfStorable, NonDifferentiable {
  let reader: any NormalizingReader
  let operand: Int
  let normalize: Normalize

  var name: String { reader.name }

  /// The inputs of the normalisation.
  private func normalized<Value>(_ inputs: [Value]) -> [Value] {
    [inputs[operand]] + inputs.suffix(normalize.parameterCount)
  }

  /// The inputs of the reader, with x instead of its normalised operand.
  private func read<Value>(_ inputs: [Value]) -> [Value] {
    Array(inputs.dropLast(normalize.parameterCount))
  }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count > operand + normalize.parameterCount else {
      throw ShapeError(
        name, inputs, expected: "its inputs, then those of \(normalize.name) after x")
    }
    _ = try normalize.outputs(normalized(inputs))
    return try reader.outputs(read(inputs))
  }

  /// The reader's: x has the index of the operand that it replaces.
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
    let (first, beta, mean, variance) = (own.count, own.count + 1, own.count + 2, own.count + 3)
    let scale: KernelLaunch.Argument =
      normalize.isScaled ? .input(first) : .workspace(lowering.workspace.count)
    let parameters: [KernelLaunch.Argument] = [.input(mean), scale, .input(beta)]
    let launches = lowering.launches.map { launch in
      launch.replacingArguments { argument in
        guard case .input(let index) = argument, index >= own.count else { return argument }
        return parameters[index - own.count]
      }
    }
    guard !normalize.isScaled else {
      return Lowering(launches, workspace: lowering.workspace, algorithm: lowering.algorithm)
    }
    let channels = inputs[operand].shape.last
    let scaling = normalize.scale(
      gamma: .input(first), variance: .input(variance), to: scale, channels: channels, for: device)
    return Lowering(
      [scaling] + launches, workspace: lowering.workspace + [channels * 4],
      algorithm: lowering.algorithm)
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

  /// The reader's, without the normalisation.
  func unprepared(_ inputs: [TensorSpec]) -> (operation: any Tunable, inputs: [TensorSpec]) {
    reader.unprepared(read(inputs))
  }
}
