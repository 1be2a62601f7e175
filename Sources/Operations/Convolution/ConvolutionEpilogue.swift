import Graphs

/// What a convolution or an input gradient does to each result before it is stored.
///
///     y = activation(sum + bias)           without a gate
///     y = (sum + bias) · derivative(gate)       the derivative of the activation `gate` at its output
///
/// The inputs follow the operation's two operands: the bias [channels] where `hasBias`, then the
/// gate, of the result's shape, then those that `statistics` need. What these give are further
/// outputs; no gradient goes through them.
struct ConvolutionEpilogue: Sendable, Hashable {
  /// What a batch normalisation that reads the result would otherwise read it for.
  enum Statistics: Sendable, Hashable {
    /// The mean and the biased variance [channels] of y over its pixels, for batch normalisation.
    case moments
    /// Where y is the upstream of this gradient: dγ and dβ [channels], which are sums over the pixels,
    /// and the factors [3, channels] of `BatchNormalizationInputGradient`. The inputs are the other
    /// ones of the gradient: x, like y, then γ, β, mean and variance [channels].
    case gradientSums(BatchNormalizationGradient)

    /// The operation's inputs that they need.
    var inputCount: Int {
      switch self {
      case .moments: 0
      case .gradientSums: BatchNormalizationGradient.Operands.count
      }
    }
  }

  let hasBias: Bool
  let activation: Activation
  let gate: Activation?
  let statistics: Statistics?

  init(
    hasBias: Bool = false, activation: Activation = .identity, gate: Activation? = nil,
    statistics: Statistics? = nil
  ) {
    precondition(
      gate == nil || activation == .identity, "a convolution has an activation and a gate")
    self.hasBias = hasBias
    self.activation = activation
    self.gate = gate
    self.statistics = statistics
  }

  /// Where the gate stands among the operation's inputs, where there is one.
  var gateInput: Int { hasBias ? 3 : 2 }

  /// The first of the inputs that the statistics need, where they need any: the one behind the others.
  var statisticsInput: Int { gateInput + (gate == nil ? 0 : 1) }

  /// The inputs behind the operands.
  var inputCount: Int { statisticsInput - 2 + (statistics?.inputCount ?? 0) }

  /// The inputs behind the operands on which the result depends, as a kernel's arguments.
  var arguments: [KernelLaunch.Argument] { (2..<statisticsInput).map { .input($0) } }

  /// The inputs behind the operands that may be stored in half precision: those of the result's shape.
  var halfInputs: Set<Int> {
    var inputs: Set<Int> = []
    if gate != nil { inputs.insert(gateInput) }
    if case .gradientSums = statistics { inputs.insert(statisticsInput) }
    return inputs
  }

  /// The names of the further inputs, for error messages.
  var expectedInputs: String {
    let names = (hasBias ? ", bias" : "") + (gate == nil ? "" : ", gate")
    return inputCount > statisticsInput - 2 ? names + ", x, gamma, beta, mean, variance" : names
  }

  /// Whether the inputs that follow the operands suit a result of this shape.
  func accepts(_ inputs: [TensorSpec], result: Shape) -> Bool {
    let needed = inputs[statisticsInput...]
    return (!hasBias || inputs[2].shape == [result.last])
      && (gate == nil || inputs[gateInput].shape == result)
      && (needed.isEmpty || needed[statisticsInput].shape == result)
      && needed.dropFirst().allSatisfy { $0.shape == [result.last] }
  }

  /// The outputs for a result of this shape.
  func outputs(_ result: Shape) -> [TensorSpec] {
    let channel = TensorSpec([result.last])
    return switch statistics {
    case nil: [TensorSpec(result)]
    case .moments: [TensorSpec(result), channel, channel]
    case .gradientSums(let gradient): [TensorSpec(result)] + gradient.sumOutputs(result.last)
    }
  }

  /// The gradient before the epilogue, from the one after it.
  func gradient(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> Tensor {
    if let gate { return ActivationGradient(gate)(upstream, inputs[gateInput]) }
    return activation == .identity ? upstream : ActivationGradient(activation)(upstream, output)
  }

  /// The gradients of the further inputs; a gate's own would be a second derivative, which is not
  /// offered.
  func inputGradients(_ gradient: Tensor) -> [Tensor?] {
    let bias: [Tensor?] = hasBias ? [Reduction(.sum, axes: 0..<3)(gradient)] : []
    return bias + [Tensor?](repeating: nil, count: inputCount - bias.count)
  }

  /// This epilogue with a consumer of the result taken in, and the input that it brings along.
  func absorbing(
    _ consumer: any Operation, operand: Int, consumerInputs: [TensorSpec]
  ) -> (epilogue: ConvolutionEpilogue, inputs: [Fused.Operand])? {
    guard activation == .identity, gate == nil, statistics == nil else { return nil }
    switch consumer {
    case let addition as ElementwiseBinary
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

  /// The epilogue that gives the same result and these statistics.
  func with(_ statistics: Statistics?) -> ConvolutionEpilogue {
    ConvolutionEpilogue(
      hasBias: hasBias, activation: activation, gate: gate, statistics: statistics)
  }

  /// The operation that `make` gives for this epilogue with statistics, where batch normalisation or
  /// its gradient reads the result: its own are then known.
  func preparing(
    for reader: any Operation, operand: Int, make: (ConvolutionEpilogue) -> any Operation
  ) -> Prepared? {
    guard statistics == nil, operand == 0 else { return nil }
    switch reader {
    case let reader as BatchNormalization:
      return Prepared(
        make(with(.moments)),
        reader: Normalize(epsilon: reader.epsilon, activation: reader.activation),
        inputs: (0..<3).map { .own($0) } + [.output(1), .output(2)], outputs: [1, 2])
    // A kernel has one activation: of its own, or behind the normalisation.
    case let reader as BatchNormalizationGradient
    where reader.activation == .identity || activation == .identity && gate == nil:
      return Prepared(
        make(with(.gradientSums(reader))),
        taking: Array(1...BatchNormalizationGradient.Operands.count),
        reader: BatchNormalizationInputGradient(activation: reader.activation),
        inputs: [.own(0), .own(1), .own(4), .own(3), .output(3)], outputs: [1, 2])
    default:
      return nil
    }
  }

  /// The constants that kernels are compiled with, but for the statistics.
  var constants: [String: Int] {
    [
      "HAS_BIAS": hasBias ? 1 : 0, "HAS_GATE": gate == nil ? 0 : 1,
      "ACTIVATION": (gate ?? activation).rawValue,
    ]
  }

  /// The constants for what is stored in half precision of source, gate and result.
  func halfConstants(_ half: HalfOperands) -> [String: Int] {
    var tensors = ["source": KernelLaunch.Argument.input(0), "result": .output(0)]
    if gate != nil { tensors["gate"] = .input(gateInput) }
    return half.constants(tensors)
  }

  /// The outputs on the host, from the sums of the operands.
  @inline(__always)
  func outputs<Scalar: HostScalar>(
    of sums: [Scalar], shape: Shape, inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let result = HostTensor(apply(to: sums, inputs: inputs), shape: shape)
    return switch statistics {
    case nil: [result]
    case .moments: [result] + ChannelMoments.evaluate(result)
    case .gradientSums(let gradient):
      [result] + gradient.evaluateSums([result] + inputs[statisticsInput...])
    }
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
      let outputs = inputs[gateInput].values
      for i in result.indices { result[i] *= gate.derivative(atOutput: outputs[i]) }
    } else if activation != .identity {
      for i in result.indices { result[i] = activation(result[i]) }
    }
    return result
  }
}
