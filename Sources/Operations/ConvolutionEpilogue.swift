import Graphs

/// What a convolution or an input gradient does to each result before it is stored.
///
///     y = activation(sum + bias)           without a gate
///     y = (sum + bias) · slope(gate)       the slope of the activation `gate` at its output
///
/// The inputs follow the operation's two operands: the bias [channels] where `hasBias`, then the
/// gate, of the result's shape. With `hasMoments` the mean and the biased variance [channels] of y
/// over its pixels are further outputs, for batch normalisation; no gradient goes through them.
struct ConvolutionEpilogue: Sendable, Hashable {
  let hasBias: Bool
  let activation: Activation
  let gate: Activation?
  let hasMoments: Bool

  init(
    hasBias: Bool = false, activation: Activation = .identity, gate: Activation? = nil,
    hasMoments: Bool = false
  ) {
    precondition(
      gate == nil || activation == .identity, "a convolution has an activation and a gate")
    self.hasBias = hasBias
    self.activation = activation
    self.gate = gate
    self.hasMoments = hasMoments
  }

  var inputCount: Int { (hasBias ? 1 : 0) + (gate == nil ? 0 : 1) }

  /// The names of the further inputs, for error messages.
  var expectedInputs: String { (hasBias ? ", bias" : "") + (gate == nil ? "" : ", gate") }

  /// Whether the inputs that follow the operands suit a result of this shape.
  func accepts(_ inputs: [TensorSpec], result: Shape) -> Bool {
    (!hasBias || inputs[2].shape == [result.last])
      && (gate == nil || inputs[inputs.count - 1].shape == result)
  }

  /// The outputs for a result of this shape.
  func outputs(_ result: Shape) -> [TensorSpec] {
    [TensorSpec(result)] + (hasMoments ? Array(repeating: TensorSpec([result.last]), count: 2) : [])
  }

  /// The gradient before the epilogue, from the one after it.
  func gradient(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> Tensor {
    if let gate { return ActivationGradient(gate)(upstream, inputs[inputs.count - 1]) }
    return activation == .identity ? upstream : ActivationGradient(activation)(upstream, output)
  }

  /// The gradients of the further inputs; a gate's own would be a second derivative, which is not
  /// offered.
  func inputGradients(_ gradient: Tensor) -> [Tensor?] {
    let bias: [Tensor?] = hasBias ? [Reduction(.sum, axes: 0..<3)(gradient)] : []
    return gate == nil ? bias : bias + [nil]
  }

  /// This epilogue with a consumer of the result taken in, and the input that it brings along.
  func absorbing(
    _ consumer: any Operation, operand: Int, consumerInputs: [TensorSpec]
  ) -> (epilogue: ConvolutionEpilogue, inputs: [Fused.Operand])? {
    guard activation == .identity, gate == nil, !hasMoments else { return nil }
    switch consumer {
    case let addition as Arithmetic
    where !hasBias && addition.isRowAddition(operand: 1 - operand, inputs: consumerInputs):
      return (ConvolutionEpilogue(hasBias: true), [.neighbour(1 - operand)])
    case let activate as Activate:
      return (ConvolutionEpilogue(hasBias: hasBias, activation: activate.activation), [])
    case let gradient as ActivationGradient where operand == 0:
      return (ConvolutionEpilogue(hasBias: hasBias, gate: gradient.activation), [.neighbour(1)])
    default:
      return nil
    }
  }

  /// The epilogue of a kernel that computes no moments.
  var withoutMoments: ConvolutionEpilogue {
    ConvolutionEpilogue(hasBias: hasBias, activation: activation, gate: gate)
  }

  /// The operation that `make` gives for this epilogue with moments, where batch normalisation reads
  /// the result: its own statistics are then known.
  func preparing(
    for reader: any Operation, operand: Int, make: (ConvolutionEpilogue) -> any Operation
  ) -> Prepared? {
    guard !hasMoments, operand == 0, let reader = reader as? BatchNormalization else { return nil }
    let epilogue = ConvolutionEpilogue(
      hasBias: hasBias, activation: activation, gate: gate, hasMoments: true)
    return Prepared(
      make(epilogue), reader: Normalize(epsilon: reader.epsilon, activation: reader.activation),
      inputs: (0..<3).map { .own($0) } + [.output(1), .output(2)], outputs: [1, 2])
  }

  /// The constants that kernels are compiled with.
  var constants: [String: Int] {
    [
      "HAS_BIAS": hasBias ? 1 : 0, "HAS_GATE": gate == nil ? 0 : 1,
      "ACTIVATION": (gate ?? activation).rawValue, "HAS_MOMENTS": hasMoments ? 1 : 0,
    ]
  }

  /// The outputs on the host, from the sums of the operands.
  @inline(__always)
  func outputs<Scalar: HostScalar>(
    of sums: [Scalar], shape: Shape, inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let result = HostTensor(apply(to: sums, inputs: inputs), shape: shape)
    return [result] + (hasMoments ? ChannelMoments.evaluate(result) : [])
  }

  /// The sums with the epilogue applied, on the host.
  @inline(__always)
  private func apply<Scalar: HostScalar>(
    to sums: [Scalar], inputs: [HostTensor<Scalar>]
  ) -> [Scalar] {
    var result = sums
    if hasBias {
      let bias = inputs[2].values
      for start in stride(from: 0, to: result.count, by: bias.count) {
        for c in bias.indices { result[start + c] += bias[c] }
      }
    }
    if let gate {
      let outputs = inputs[inputs.count - 1].values
      for i in result.indices { result[i] *= gate.slope(atOutput: outputs[i]) }
    } else if activation != .identity {
      for i in result.indices { result[i] = activation(result[i]) }
    }
    return result
  }
}
