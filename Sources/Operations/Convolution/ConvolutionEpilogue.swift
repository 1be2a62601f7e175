import Graphs

/// What a convolution or an input gradient does to each result before it is stored.
///
///     y = activation(sum + bias)             without a gate
///     y = (sum + bias) · derivative(gate)    derivative of the activation `gate` at its output
///
/// Its inputs follow the operation's two operands: the bias [channels] where `hasBias`, the gate, of the
/// result's shape, then the inputs of `statistics`. The statistics are further outputs without gradients.
struct ConvolutionEpilogue: Sendable, Hashable {
  /// Statistics of the result for a batch normalisation, which spare it a pass over the result.
  enum Statistics: Sendable, Hashable {
    /// The mean and the biased variance [channels] of y over its pixels, and the scale
    /// γ/√(variance + epsilon); its input is γ.
    case moments(epsilon: Float)
    /// Where y is the upstream of this gradient: dγ and dβ [channels], sums over the pixels, and the
    /// factors [3, channels] of `BatchNormalizationInputGradient`. Inputs are the gradient's other
    /// inputs: x, like y, then γ, β, mean and variance [channels].
    case gradientSums(BatchNormalizationGradient)

    /// How many inputs the statistics need.
    var inputCount: Int {
      switch self {
      case .moments: 1
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

  /// The index of the gate among the operation's inputs, if there is one.
  var gateInput: Int { hasBias ? 3 : 2 }

  /// The index of the first input of the statistics, if they have any: after all others.
  var statisticsInput: Int { gateInput + (gate == nil ? 0 : 1) }

  /// How many inputs follow the operands.
  var inputCount: Int { statisticsInput - 2 + (statistics?.inputCount ?? 0) }

  /// The kernel arguments after the operands: bias and gate.
  var arguments: [KernelLaunch.Argument] { (2..<statisticsInput).map { .input($0) } }

  /// The inputs after the operands that may be stored in half precision: those of the result's shape.
  var halfInputs: Set<Int> {
    var inputs: Set<Int> = []
    if gate != nil { inputs.insert(gateInput) }
    if readsResult { inputs.insert(statisticsInput) }
    return inputs
  }

  /// Whether the first input of the statistics has the result's shape.
  private var readsResult: Bool {
    if case .gradientSums = statistics { true } else { false }
  }

  /// The names of the further inputs, for error messages.
  var expectedInputs: String {
    let names = (hasBias ? ", bias" : "") + (gate == nil ? "" : ", gate")
    return switch statistics {
    case nil: names
    case .moments: names + ", gamma"
    case .gradientSums: names + ", x, gamma, beta, mean, variance"
    }
  }

  /// Whether the inputs after the operands fit a result of this shape.
  func accepts(_ inputs: [TensorSpec], result: Shape) -> Bool {
    // Of the statistics' inputs, x alone is not per channel.
    let perChannel = inputs[min(statisticsInput + (readsResult ? 1 : 0), inputs.count)...]
    return (!hasBias || inputs[2].shape == [result.last])
      && (gate == nil || inputs[gateInput].shape == result)
      && (!readsResult || inputs[statisticsInput].shape == result)
      && perChannel.allSatisfy { $0.shape == [result.last] }
  }

  /// The outputs for a result of this shape.
  func outputs(_ result: Shape) -> [TensorSpec] {
    let channel = TensorSpec([result.last])
    return switch statistics {
    case nil: [TensorSpec(result)]
    case .moments: [TensorSpec(result), channel, channel, channel]
    case .gradientSums(let gradient): [TensorSpec(result)] + gradient.sumOutputs(result.last)
    }
  }

  /// The gradient before the epilogue, from the one after it.
  func gradient(_ upstream: Tensor, inputs: [Tensor], output: Tensor) -> Tensor {
    if let gate { return ActivationGradient(gate)(upstream, inputs[gateInput]) }
    return activation == .identity ? upstream : ActivationGradient(activation)(upstream, output)
  }

  /// The gradients of the further inputs; that of a gate would be a second derivative and is not
  /// supported.
  func inputGradients(_ gradient: Tensor) -> [Tensor?] {
    let bias: [Tensor?] = hasBias ? [Reduction(.sum, axes: 0..<3)(gradient)] : []
    return bias + [Tensor?](repeating: nil, count: inputCount - bias.count)
  }

  /// Whether the epilogue can take more: it has no activation, gate or statistics.
  var isOpen: Bool { activation == .identity && gate == nil && statistics == nil }

  /// The same epilogue with these statistics.
  func with(_ statistics: Statistics?) -> ConvolutionEpilogue {
    ConvolutionEpilogue(
      hasBias: hasBias, activation: activation, gate: gate, statistics: statistics)
  }

  /// The constants that kernels are compiled with, without those of the statistics.
  var constants: [String: Int] {
    [
      "HAS_BIAS": hasBias ? 1 : 0, "HAS_GATE": gate == nil ? 0 : 1,
      "ACTIVATION": (gate ?? activation).rawValue,
    ]
  }

  /// The constants for those of source, gate and result that are stored in half precision.
  func halfConstants(_ half: HalfOperands) -> [String: Int] {
    var tensors = ["source": KernelLaunch.Argument.input(0), "result": .output(0)]
    if gate != nil { tensors["gate"] = .input(gateInput) }
    return half.constants(tensors)
  }

  /// The outputs on the host, from the sums of products.
  @inline(__always)
  func outputs<Scalar: HostScalar>(
    of sums: [Scalar], shape: Shape, inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let result = HostTensor(apply(to: sums, inputs: inputs), shape: shape)
    return switch statistics {
    case nil: [result]
    case .moments(let epsilon):
      [result]
        + ChannelMoments.evaluate(result, gamma: inputs[statisticsInput], epsilon: epsilon)
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
