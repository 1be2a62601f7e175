public import Graphs
import Kernels

/// The expectation over classes of the Bernoulli negative log-likelihood, from logits l for each class k
/// of a sample b and targets t in 0…1:
///
///     loss = 1/batch · Σ over b, k of w[b, k]·r[b, k]    r[b, k] = Σ max(l, 0) − l·t + log(1 + exp(−|l|))
///
/// Inputs logits [batch, classes, ...], targets [batch, ...] and weights w [batch, classes]; outputs the
/// loss, a scalar, and its gradients with respect to the logits, w·(σ(l) − t)/batch, and to the weights,
/// r/batch. Targets are data and have no gradient.
public struct ExpectedBernoulliLoss: Operation, Hashable {
  public init() {}

  public var name: String { "expectedBernoulliLoss" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 3, inputs[0].isBatch, inputs[0].shape.rank >= 2,
      inputs[1] == TensorSpec(inputs[0].shape.withoutClasses),
      inputs[2] == TensorSpec(inputs[0].shape.ofClasses)
    else {
      throw ShapeError(
        name, inputs,
        expected: "logits [batch, classes, ...], targets [batch, ...] and weights "
          + "[batch, classes], float32")
    }
    return [TensorSpec(.scalar), inputs[0], inputs[2]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [
      LossReduction.scaled(outputs[1], by: upstream[0]), nil,
      LossReduction.scaled(outputs[2], by: upstream[0]),
    ]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    LossReduction.expectedLowering(
      .expectedBernoulliLoss, name,
      tensors: [.input(0), .input(1), .input(2), .output(1), .output(2)], shape: inputs[0].shape,
      sizes: [inputs[0].shape[1]], inPlace: [.init(input: 0, output: 1)], for: device)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (logits, targets, weights) = (inputs[0].values, inputs[1].values, inputs[2].values)
    let shape = inputs[0].shape
    let (batch, classes) = (Scalar(shape[0]), shape[1])
    let columns = logits.count / weights.count
    var gradient = [Scalar](repeating: 0, count: logits.count)
    let sums = weights.indices.map { row in
      let target = row / classes * columns
      var terms = [Scalar](repeating: 0, count: columns)
      for column in 0..<columns {
        let at = row * columns + column
        let (logit, target) = (logits[at], targets[target + column])
        terms[column] = Activation.softplus(logit) - logit * target
        gradient[at] = (Activation.sigmoid(logit) - target) * weights[row] / batch
      }
      return LossReduction.sum(terms)
    }
    let expected = LossReduction.expected(sums, inputs[2])
    return [expected.loss, HostTensor(gradient, shape: shape), expected.weightGradient]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 11 * inputs[0].shape.count }
}

extension Shape {
  /// [batch, classes] of [batch, classes, ...].
  var ofClasses: Shape { Shape(Array(dimensions[..<2])) }

  /// [batch, ...] of [batch, classes, ...].
  var withoutClasses: Shape { Shape(Array(dimensions[..<1] + dimensions[2...])) }
}
