public import Graphs

/// The gradient of batch normalisation in training.
///
/// Inputs: the upstream gradient, with respect to the activation's output, x [..., C], γ, β, mean and
/// variance [C]. Outputs dx like x, dγ [C], dβ [C]: with x̂ = (x − mean)/√(variance + ε), g the
/// upstream gradient times the activation's derivative at x̂·γ + β, and n rows,
///
///     dβ = Σ g    dγ = Σ g·x̂    dx = γ/√(variance + ε)·(g − dβ/n − x̂·dγ/n)
///
/// The activation's output is recomputed rather than read: the passes are memory-bound. Where the
/// producer of the upstream gradient can compute the sums, the fusion pass replaces this operation by
/// `BatchNormalizationInputGradient`.
public struct BatchNormalizationGradient: HalfStorable, NonDifferentiable, Hashable {
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

  package func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0, 1], outputs: [0])
  }

  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let grid = ChannelGrid(inputs[1].shape, for: device)
    let operands = Operands(from: 1)
    let results = Results(
      gammaGradient: .output(1), betaGradient: .output(2), factors: .workspace(0))
    let sums = launches(
      of: .input(0), operands, half, by: .workspace(1), to: results, on: grid)
    let pass = grid.inputGradient(
      activation, half, mean: operands.mean, beta: operands.beta, factors: results.factors)
    return Lowering(
      sums + [pass], workspace: [3 * grid.channels * 4] + grid.partialBytes,
      inPlace: [.init(input: 0, output: 0), .init(input: 1, output: 0)])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let sums = evaluateSums(inputs)
    let gradient = BatchNormalizationInputGradient(activation: activation)
      .evaluate([inputs[0], inputs[1], inputs[4], inputs[3], sums[2]])
    return gradient + [sums[0], sums[1]]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 10 * inputs[1].shape.count }
}
