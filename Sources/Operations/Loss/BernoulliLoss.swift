public import Graphs
import Kernels

/// The Bernoulli negative log-likelihood from logits l and targets t in 0…1 (eq. 3):
///
///     loss = 1/batch · Σ max(l, 0) − l·t + log(1 + exp(−|l|))    gradient = (σ(l) − t)/batch
///
/// Inputs logits and targets of one shape [batch, ...]; outputs the loss, a scalar, and its
/// gradient with respect to the logits. Targets are data and have no gradient.
public struct BernoulliLoss: ReducedLoss, Hashable {
  public init() {}

  public var name: String { "bernoulliLoss" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 2, inputs[0].isBatch, inputs[0] == inputs[1] else {
      throw ShapeError(
        name, inputs, expected: "logits and targets, float32 of one shape [batch, ...]")
    }
    return [TensorSpec(.scalar), inputs[0]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [LossReduction.scaled(outputs[1], by: upstream[0]), nil]
  }

  func partials(_ inputs: [TensorSpec]) -> LossPartials {
    LossReduction.partials(
      of: inputs[0].shape.count, scale: 1 / Float(inputs[0].shape[0]))
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    LossReduction.lowering(
      .bernoulliLoss, "bernoulliLoss", tensors: [.input(0), .input(1), .output(1)],
      count: inputs[0].shape.count, scale: partials(inputs).scale,
      inPlace: [.init(input: 0, output: 1)], for: device)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (logits, targets) = (inputs[0].values, inputs[1].values)
    let batch = Scalar(inputs[0].shape[0])
    let terms = logits.indices.map { i in
      Activation.softplus(logits[i]) - logits[i] * targets[i]
    }
    let gradient = logits.indices.map { i in
      (Activation.sigmoid(logits[i]) - targets[i]) / batch
    }
    return [
      HostTensor(LossReduction.sum(terms) / batch), HostTensor(gradient, shape: inputs[0].shape),
    ]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 10 * inputs[0].shape.count }
}
