public import Graphs
import Kernels

/// The Gaussian negative log-likelihood of targets x under mean μ and standard deviation
/// σ = softplus(a) + minimumDeviation:
///
///     loss = 1/batch · Σ ½·log 2π + log σ + ½·((x − μ)/σ)²
///
/// Inputs mean, a and targets of one shape [batch, ...]; outputs the loss, a scalar, and its gradients
/// with respect to mean, −(x − μ)/σ²/batch, and a, (1 − ((x − μ)/σ)²)/σ·sigmoid(a)/batch. Targets are
/// data and have no gradient.
public struct GaussianLoss: ReducedLoss, Hashable {
  public let minimumDeviation: Float

  public init(minimumDeviation: Float) {
    self.minimumDeviation = minimumDeviation
  }

  public var name: String { "gaussianLoss" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 3, inputs[0].isBatch, inputs.allSatisfy({ $0 == inputs[0] }) else {
      throw ShapeError(
        name, inputs,
        expected: "mean, a of the standard deviation and targets, float32 of one shape [batch, ...]"
      )
    }
    return [TensorSpec(.scalar), inputs[0], inputs[1]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [
      LossReduction.scaled(outputs[1], by: upstream[0]),
      LossReduction.scaled(outputs[2], by: upstream[0]), nil,
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
      .gaussianLoss, "gaussianLoss",
      tensors: [.input(0), .input(1), .input(2), .output(1), .output(2)],
      count: inputs[0].shape.count, scale: partials(inputs).scale,
      scalars: [minimumDeviation],
      inPlace: [.init(input: 0, output: 1), .init(input: 1, output: 2)], for: device)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (mean, excess, targets) = (inputs[0].values, inputs[1].values, inputs[2].values)
    let minimum = Scalar(minimumDeviation)
    let deviation = excess.map { Activation.softplus($0) + minimum }
    let (shape, batch) = (inputs[0].shape, Scalar(inputs[0].shape[0]))
    let normalization = Scalar.log(2 * Scalar.pi) / 2
    let quotient = mean.indices.map { (targets[$0] - mean[$0]) / deviation[$0] }
    let terms = mean.indices.map { i in
      normalization + Scalar.log(deviation[i]) + quotient[i] * quotient[i] / 2
    }
    let meanGradient = mean.indices.map { -quotient[$0] / deviation[$0] / batch }
    let excessGradient = mean.indices.map { i in
      (1 - quotient[i] * quotient[i]) / deviation[i] * Activation.sigmoid(excess[i]) / batch
    }
    return [
      HostTensor(LossReduction.sum(terms) / batch), HostTensor(meanGradient, shape: shape),
      HostTensor(excessGradient, shape: shape),
    ]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 16 * inputs[0].shape.count }
}
