public import Graphs

/// The gradient of a Gaussian sample with respect to its log-variance: ½·dz·exp(½·logVariance)·ε.
///
/// Inputs dz and logVariance, float32 of one shape; the third input of the sample, for the same noise;
/// with `hasAddend` a tensor that is added to the result, and with `hasMeanAddend` one that is added to
/// dz. With `slice`, dz is that range of the first input's last axis. Outputs the gradient, and with `hasMeanAddend` the second sum: the gradient with respect to the
/// mean.
public struct GaussianSampleGradient: NonDifferentiable, Hashable {
  public let noise: NoiseSource
  public let hasAddend: Bool
  public let hasMeanAddend: Bool
  /// The range of the first input's last axis that is dz; nil for all of it.
  let slice: Range<Int>?

  public init(_ noise: NoiseSource, hasAddend: Bool = false, hasMeanAddend: Bool = false) {
    self.init(noise, hasAddend: hasAddend, hasMeanAddend: hasMeanAddend, slice: nil)
  }

  private init(_ noise: NoiseSource, hasAddend: Bool, hasMeanAddend: Bool, slice: Range<Int>?) {
    self.noise = noise
    self.hasAddend = hasAddend
    self.hasMeanAddend = hasMeanAddend
    self.slice = slice
  }

  /// The same gradient, which reads a range of a wider dz.
  func slicing(_ range: Range<Int>) -> GaussianSampleGradient {
    GaussianSampleGradient(
      noise, hasAddend: hasAddend, hasMeanAddend: hasMeanAddend, slice: range)
  }

  public var name: String { "gaussianSampleGradient" }

  /// The inputs after the noise.
  private var addends: Int { [hasAddend, hasMeanAddend].count { $0 } }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 3 + addends, inputs[0].elementType == .float32,
      isUpstream(inputs[0], of: inputs[1]), inputs[2] == noise.spec(like: inputs[1]),
      inputs[3...].allSatisfy({ $0 == inputs[1] })
    else {
      throw ShapeError(
        name, inputs,
        expected: "upstream and log-variance, float32 of one shape, "
          + (noise == .given ? "noise like them" : "the random state, \(RandomState.spec)")
          + ", and \(addends) addends like them")
    }
    return hasMeanAddend ? [inputs[1], inputs[1]] : [inputs[1]]
  }

  /// Whether dz, perhaps as a range of `upstream`, has the shape of the log-variance.
  private func isUpstream(_ upstream: TensorSpec, of logVariance: TensorSpec) -> Bool {
    guard let slice else { return upstream == logVariance }
    return logVariance.elementType == .float32 && upstream.shape.rank > 0
      && slice.upperBound <= upstream.shape.last
      && Slice.Axis.last.replacing(in: upstream.shape, with: slice.count) == logVariance.shape
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    noise.lowering(
      name, count: inputs[1].shape.count, for: device, inputs: inputs.count,
      outputs: hasMeanAddend ? 2 : 1,
      constants: [
        "HAS_ADDEND": hasAddend ? 1 : 0, "HAS_MEAN_ADDEND": hasMeanAddend ? 1 : 0,
        "SLICED": slice == nil ? 0 : 1,
      ],
      sizes: slice.map { [$0.count, inputs[0].shape.last, $0.lowerBound] } ?? [])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (logVariance, shape) = (inputs[1].values, inputs[1].shape)
    let upstream = (slice.map { Slice(.last, $0).evaluate([inputs[0]])[0] } ?? inputs[0]).values
    let epsilon = noise.values(inputs[2], count: upstream.count)
    var gradient = upstream.indices.map {
      upstream[$0] * Scalar.exp(logVariance[$0] / 2) * epsilon[$0] / 2
    }
    if hasAddend {
      let addend = inputs[3].values
      for index in gradient.indices { gradient[index] += addend[index] }
    }
    guard hasMeanAddend else { return [HostTensor(gradient, shape: shape)] }
    let addend = inputs[inputs.count - 1].values
    return [
      HostTensor(gradient, shape: shape),
      HostTensor(upstream.indices.map { upstream[$0] + addend[$0] }, shape: shape),
    ]
  }
}
