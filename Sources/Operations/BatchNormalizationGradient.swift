public import Graphs
import Kernels

/// The gradient of batch normalisation in training.
///
/// Inputs: upstream, x [..., C], γ, mean, variance [C], and with an activation its output y; with
/// it the upstream is that of y. Outputs dx like x, dγ [C], dβ [C]: with g the gradient before the
/// activation, x̂ = (x − mean)/√(variance + ε) and n rows,
///
///     dβ = Σ g    dγ = Σ g·x̂    dx = γ/√(variance + ε)·(g − dβ/n − x̂·dγ/n)
public struct BatchNormalizationGradient: Fusible, Hashable {
  public let epsilon: Float
  public let activation: Activation

  public init(epsilon: Float = 1e-3, activation: Activation = .identity) {
    self.epsilon = epsilon
    self.activation = activation
  }

  public var name: String { "batchNormalizationGradient" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    let hasOutput = activation != .identity
    guard inputs.count == (hasOutput ? 6 : 5), inputs.allSatisfy({ $0.elementType == .float32 }),
      inputs[1].shape.rank >= 1, inputs[1].shape.count > 0, inputs[0] == inputs[1],
      !hasOutput || inputs[5] == inputs[1],
      inputs[2...4].allSatisfy({ $0.shape == [inputs[1].shape.last] })
    else {
      throw ShapeError(
        name, inputs,
        expected: "upstream and x [..., C], gamma, mean and variance [C]"
          + (hasOutput ? ", output like x, float32" : ", float32"))
    }
    return [inputs[1], inputs[2], inputs[2]]
  }

  /// Second derivatives are not offered.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    inputs.map { _ in nil }
  }

  /// Takes the gradient of an activation behind the normalisation into its own passes.
  public func absorbing(
    producer: any Operation, operand: Int, inputs: [TensorSpec], producerInputs: [TensorSpec]
  ) -> Fused? {
    guard operand == 0, activation == .identity, let slope = producer as? ActivationGradient
    else { return nil }
    return Fused(
      BatchNormalizationGradient(epsilon: epsilon, activation: slope.activation),
      inputs: [.neighbour(0), .own(1), .own(2), .own(3), .own(4)]
        + (slope.activation == .identity ? [] : [.neighbour(1)]))
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let grid = ChannelGrid(inputs[1].shape, for: device)
    let slope = ["ACTIVATION": activation.rawValue]
    // Without an activation the kernels do not read the output; the upstream stands in its place.
    let y = KernelLaunch.Argument.input(activation == .identity ? 0 : 5)
    func sums(_ function: String) -> KernelSpecification {
      KernelSpecification(
        .batchNormalizationGradient, function, constants: grid.constants.merging(slope) { $1 })
    }
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            sums("batchGradientSums"),
            [.input(0), y, .input(1), .input(3), .workspace(0)] + grid.arguments,
            global: grid.reduction.global, local: grid.reduction.local)),
        .kernel(
          KernelLaunch(
            sums("batchGradientMerge"),
            [.workspace(0), .input(2), .input(4), .output(1), .output(2), .workspace(1)]
              + grid.arguments.prefix(3) + [.float(epsilon)],
            global: grid.merge.global, local: grid.merge.local)),
        .kernel(
          KernelLaunch(
            KernelSpecification(.normalizeGradient, "batchGradientApply", constants: slope),
            [.input(0), y, .input(1), .input(3), .workspace(1), .output(0)]
              + grid.arguments.prefix(2),
            global: grid.elements.global, local: grid.elements.local)),
      ],
      workspace: [grid.partialBytes, 3 * grid.channels * 4],
      inPlace: (activation == .identity ? [0, 1] : [0, 5, 1]).map { .init(input: $0, output: 0) })
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (x, shape) = (inputs[1].values, inputs[1].shape)
    let (rows, channels) = (shape.rows, shape.last)
    let (gamma, mean) = (inputs[2].values, inputs[3].values)
    let inverse = inputs[4].values.map { 1 / Scalar.sqrt($0 + Scalar(epsilon)) }
    var upstream = inputs[0].values
    if activation != .identity {
      let y = inputs[5].values
      for i in y.indices { upstream[i] *= activation.slope(atOutput: y[i]) }
    }
    let betaGradient = ChannelSums.sums(rows: rows, channels: channels) { i, _ in upstream[i] }
    let gammaGradient = ChannelSums.sums(rows: rows, channels: channels) { i, c in
      upstream[i] * (x[i] - mean[c]) * inverse[c]
    }
    let count = Scalar(rows)
    var gradient = [Scalar](repeating: 0, count: x.count)
    for row in 0..<rows {
      for c in 0..<channels {
        let i = row * channels + c
        let normalized = (x[i] - mean[c]) * inverse[c]
        gradient[i] =
          gamma[c] * inverse[c]
          * (upstream[i] - betaGradient[c] / count - normalized * (gammaGradient[c] / count))
      }
    }
    return [
      HostTensor(gradient, shape: shape), HostTensor(gammaGradient, shape: [channels]),
      HostTensor(betaGradient, shape: [channels]),
    ]
  }

  public func arithmetic(_ inputs: [TensorSpec]) -> Int { 10 * inputs[1].shape.count }
}
