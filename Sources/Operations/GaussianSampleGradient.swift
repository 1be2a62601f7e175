public import Graphs

/// The gradient of a Gaussian sample with respect to its log-variance: ½·dz·exp(½·logVariance)·ε.
///
/// Inputs dz and logVariance, float32 of one shape, the third input of the sample, from which the noise
/// is drawn again, and, where `hasAddend`, what is added to the result.
public struct GaussianSampleGradient: Operation, Hashable {
  public let noise: NoiseSource
  public let hasAddend: Bool

  public init(_ noise: NoiseSource, hasAddend: Bool = false) {
    self.noise = noise
    self.hasAddend = hasAddend
  }

  public var name: String { "gaussianSampleGradient" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == (hasAddend ? 4 : 3), inputs[0].elementType == .float32,
      inputs[0] == inputs[1],
      inputs[2] == noise.spec(like: inputs[0]), inputs[3...].allSatisfy({ $0 == inputs[0] })
    else {
      throw ShapeError(
        name, inputs,
        expected: "upstream and log-variance, float32 of one shape, and "
          + (noise == .given ? "noise like them" : "the random state, \(RandomState.spec)")
          + (hasAddend ? ", and an addend like them" : ""))
    }
    return [inputs[0]]
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
    noise.lowering(
      "gaussianSampleGradient", count: inputs[0].shape.count, for: device,
      addend: hasAddend ? 3 : nil)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (upstream, logVariance) = (inputs[0].values, inputs[1].values)
    let epsilon = noise.values(inputs[2], count: upstream.count)
    var gradient = upstream.indices.map {
      upstream[$0] * Scalar.exp(logVariance[$0] / 2) * epsilon[$0] / 2
    }
    if hasAddend {
      let addend = inputs[3].values
      for index in gradient.indices { gradient[index] += addend[index] }
    }
    return [HostTensor(gradient, shape: inputs[0].shape)]
  }
}

extension GaussianSampleGradient: Fusible {
  /// Takes in another gradient that is added, such as that of the KL divergence.
  public func absorbing(
    consumer: any Operation, operand: Int, inputs: [TensorSpec], consumerInputs: [TensorSpec]
  ) -> Fused? {
    guard !hasAddend, let addition = consumer as? Arithmetic, addition.operator == .add,
      consumerInputs[0] == consumerInputs[1]
    else { return nil }
    return Fused(
      GaussianSampleGradient(noise, hasAddend: true),
      inputs: [.own(0), .own(1), .own(2), .neighbour(1 - operand)])
  }
}
