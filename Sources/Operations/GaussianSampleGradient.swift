public import Graphs

/// The gradient of a Gaussian sample with respect to its log-variance: ½·dz·exp(½·logVariance)·ε.
///
/// Inputs dz and logVariance, float32 of one shape, and the third input of the sample; the noise is
/// drawn again from it.
public struct GaussianSampleGradient: Operation, Hashable {
  public let noise: NoiseSource

  public init(_ noise: NoiseSource) {
    self.noise = noise
  }

  public var name: String { "gaussianSampleGradient" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 3, inputs[0].elementType == .float32, inputs[0] == inputs[1],
      inputs[2] == noise.spec(like: inputs[0])
    else {
      throw ShapeError(
        name, inputs,
        expected: "upstream and log-variance, float32 of one shape, and "
          + (noise == .given ? "noise like them" : "the random state, \(RandomState.spec)"))
    }
    return [inputs[0]]
  }

  /// Second derivatives are not offered.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [nil, nil, nil]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    noise.lowering("gaussianSampleGradient", count: inputs[0].shape.count, for: device)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (upstream, logVariance) = (inputs[0].values, inputs[1].values)
    let epsilon = noise.values(inputs[2], count: upstream.count)
    let gradient = upstream.indices.map {
      upstream[$0] * Scalar.exp(logVariance[$0] / 2) * epsilon[$0] / 2
    }
    return [HostTensor(gradient, shape: inputs[0].shape)]
  }
}
