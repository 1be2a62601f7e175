public import Graphs

/// A sample of a Gaussian by reparameterisation: z = mean + exp(½·logVariance)·ε.
///
/// Inputs mean and logVariance, float32 of one shape, and the random state (`.philox`) or the noise
/// (`.given`), which has no gradient.
public struct GaussianSample: Operation, Hashable {
  public let noise: NoiseSource

  public init(_ noise: NoiseSource) {
    self.noise = noise
  }

  public var name: String { "gaussianSample" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 3, inputs[0].elementType == .float32, inputs[0] == inputs[1],
      inputs[2] == noise.spec(like: inputs[0])
    else {
      throw ShapeError(
        name, inputs,
        expected: "mean and log-variance, float32 of one shape, and "
          + (noise == .given ? "noise like them" : "the random state, \(RandomState.spec)"))
    }
    return [inputs[0]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return [nil, nil, nil] }
    return [upstream, GaussianSampleGradient(noise)(upstream, inputs[1], inputs[2]), nil]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    noise.lowering(
      name, count: inputs[0].shape.count, for: device, inputs: 3, outputs: 1)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (mean, logVariance) = (inputs[0].values, inputs[1].values)
    let epsilon = noise.values(inputs[2], count: mean.count)
    let z = mean.indices.map { mean[$0] + Scalar.exp(logVariance[$0] / 2) * epsilon[$0] }
    return [HostTensor(z, shape: inputs[0].shape)]
  }
}
