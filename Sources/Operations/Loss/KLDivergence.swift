public import Graphs
import Kernels

/// The Kullback–Leibler divergence of N(μ, exp(v)) from N(0, I), v the log-variance:
///
///     loss = 1/batch · ½ Σ exp(v) + μ² − 1 − v
///
/// Inputs mean and logVariance of one shape [batch, ...]; outputs the loss, a scalar, and its
/// gradients with respect to mean, μ/batch, and logVariance, ½·(exp(v) − 1)/batch, times
/// `gradientScale`.
public struct KLDivergence: ReducedLoss, Hashable {
  /// A factor on the saved gradients, not 0: with the term's weight in the total loss, the gradient of
  /// the total needs no pass of its own.
  public internal(set) var gradientScale: Float

  public init(gradientScale: Float = 1) {
    self.gradientScale = gradientScale
  }

  public var name: String { "klDivergence" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 2, inputs[0].isBatch, inputs[0] == inputs[1] else {
      throw ShapeError(
        name, inputs, expected: "mean and log-variance, float32 of one shape [batch, ...]")
    }
    return [TensorSpec(.scalar), inputs[0], inputs[1]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [
      LossReduction.scaled(outputs[1], by: upstream[0], gradientScale: gradientScale),
      LossReduction.scaled(outputs[2], by: upstream[0], gradientScale: gradientScale),
    ]
  }

  func partials(_ inputs: [TensorSpec]) -> LossPartials {
    LossReduction.partials(
      of: inputs[0].shape.count, scale: 1 / Float(inputs[0].shape[0]))
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    LossReduction.lowering(
      .klDivergence, "klDivergence", tensors: [.input(0), .input(1), .output(1), .output(2)],
      count: inputs[0].shape.count, scale: partials(inputs).scale,
      gradientScale: gradientScale,
      inPlace: [.init(input: 0, output: 1), .init(input: 1, output: 2)], for: device)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (mean, logVariance) = (inputs[0].values, inputs[1].values)
    let (shape, batch) = (inputs[0].shape, Scalar(inputs[0].shape[0]))
    let scale = Scalar(gradientScale)
    let excess = logVariance.map { Scalar.expMinusOne($0) }
    let terms = mean.indices.map { i in
      (mean[i] * mean[i] + (excess[i] - logVariance[i])) / 2
    }
    return [
      HostTensor(LossReduction.sum(terms) / batch),
      HostTensor(mean.map { $0 / batch * scale }, shape: shape),
      HostTensor(excess.map { $0 / 2 / batch * scale }, shape: shape),
    ]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 8 * inputs[0].shape.count }
}
