public import Graphs
import Kernels

/// The gradient of batch normalisation in training.
///
/// Inputs: the upstream, which is that of the activation's output, x [..., C], γ, β, mean and
/// variance [C]. Outputs dx like x, dγ [C], dβ [C]: with x̂ = (x − mean)/√(variance + ε), g the
/// upstream times the activation's slope at activation(x̂·γ + β), and n rows,
///
///     dβ = Σ g    dγ = Σ g·x̂    dx = γ/√(variance + ε)·(g − dβ/n − x̂·dγ/n)
///
/// The activation's output is computed again rather than read: the passes are bound by memory.
public struct BatchNormalizationGradient: Operation, Hashable {
  public let epsilon: Float
  public let activation: Activation

  public init(epsilon: Float = 1e-3, activation: Activation = .identity) {
    self.epsilon = epsilon
    self.activation = activation
  }

  public var name: String { "batchNormalizationGradient" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 6, inputs.allSatisfy({ $0.elementType == .float32 }),
      inputs[1].shape.rank >= 1, inputs[1].shape.count > 0, inputs[0] == inputs[1],
      inputs[2...].allSatisfy({ $0.shape == [inputs[1].shape.last] })
    else {
      throw ShapeError(
        name, inputs,
        expected: "upstream and x [..., C] with rows, gamma, beta, mean and variance [C], float32")
    }
    return [inputs[1], inputs[2], inputs[2]]
  }

  /// Second derivatives are not offered.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    inputs.map { _ in nil }
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let grid = ChannelGrid(inputs[1].shape, for: device)
    let slope = ["ACTIVATION": activation.rawValue]
    func sums(_ function: String) -> KernelSpecification {
      KernelSpecification(
        .batchNormalizationGradient, function, constants: grid.constants.merging(slope) { $1 })
    }
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            sums("batchGradientSums"),
            (0..<6).map { .input($0) } + [.workspace(0)] + grid.arguments + [.float(epsilon)],
            global: grid.reduction.global, local: grid.reduction.local)),
        .kernel(
          KernelLaunch(
            sums("batchGradientMerge"),
            [.workspace(0), .input(2), .input(5), .output(1), .output(2), .workspace(1)]
              + grid.arguments.prefix(3) + [.float(epsilon)],
            global: grid.merge.global, local: grid.merge.local)),
        .kernel(
          KernelLaunch(
            KernelSpecification(.normalizeGradient, "batchGradientApply", constants: slope),
            [.input(0), .input(1), .input(4), .input(3), .workspace(1), .output(0)]
              + grid.arguments.prefix(2),
            global: grid.elements.global, local: grid.elements.local)),
      ],
      workspace: [grid.partialBytes, 3 * grid.channels * 4],
      inPlace: [.init(input: 0, output: 0), .init(input: 1, output: 0)])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (x, shape) = (inputs[1].values, inputs[1].shape)
    let (rows, channels) = (shape.rows, shape.last)
    let (gamma, mean) = (inputs[2].values, inputs[4].values)
    let inverse = inputs[5].values.map { 1 / Scalar.sqrt($0 + Scalar(epsilon)) }
    var upstream = inputs[0].values
    if activation != .identity {
      let y = Normalize(epsilon: epsilon, activation: activation).evaluate(
        Array(inputs[1...]))[0].values
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
