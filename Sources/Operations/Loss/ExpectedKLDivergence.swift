public import Graphs
import Kernels

/// The expectation over classes of the Kullback–Leibler divergence of N(μ, exp(v)) from N(0, I), with a
/// mean μ and a log-variance v for each class k of a sample b:
///
///     loss = 1/batch · Σ over b, k of w[b, k]·r[b, k]    r[b, k] = ½ Σ exp(v) + μ² − 1 − v
///
/// Inputs mean and logVariance of one shape [batch, classes, ...], and weights w [batch, classes]; outputs
/// the loss, a scalar, and its gradients with respect to mean, w·μ/batch, logVariance,
/// w·½·(exp(v) − 1)/batch, and weights, r/batch.
public struct ExpectedKLDivergence: Operation, Hashable {
  public init() {}

  public var name: String { "expectedKLDivergence" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 3, inputs[0].isBatch, inputs[0].shape.rank >= 2, inputs[1] == inputs[0],
      inputs[2] == TensorSpec(inputs[0].shape.ofClasses)
    else {
      throw ShapeError(
        name, inputs,
        expected: "mean and log-variance of one shape [batch, classes, ...] and weights "
          + "[batch, classes], float32")
    }
    return [TensorSpec(.scalar), inputs[0], inputs[1], inputs[2]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    outputs[1...].map { LossReduction.scaled($0, by: upstream[0]) }
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    LossReduction.expectedLowering(
      .expectedKLDivergence, name,
      tensors: [.input(0), .input(1), .input(2), .output(1), .output(2), .output(3)],
      shape: inputs[0].shape,
      inPlace: [.init(input: 0, output: 1), .init(input: 1, output: 2)], for: device)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (mean, logVariance, weights) = (inputs[0].values, inputs[1].values, inputs[2].values)
    let shape = inputs[0].shape
    let batch = Scalar(shape[0])
    let columns = mean.count / weights.count
    let excess = logVariance.map { Scalar.expMinusOne($0) }
    let sums = weights.indices.map { row in
      LossReduction.sum(
        (row * columns..<(row + 1) * columns).map { i in
          (mean[i] * mean[i] + (excess[i] - logVariance[i])) / 2
        })
    }
    let expected = LossReduction.expected(sums, inputs[2])
    return [
      expected.loss,
      HostTensor(mean.indices.map { mean[$0] * weights[$0 / columns] / batch }, shape: shape),
      HostTensor(
        excess.indices.map { excess[$0] / 2 * weights[$0 / columns] / batch }, shape: shape),
      expected.weightGradient,
    ]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 9 * inputs[0].shape.count }
}
