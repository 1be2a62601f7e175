import Basics
public import Graphs
import Kernels

/// Where the noise of a Gaussian sample comes from.
public enum NoiseSource: Sendable, Hashable {
  /// Standard normal numbers of a stream, drawn from the random state, the same in the gradient.
  case philox(RandomStream)
  /// A tensor of the mean's shape.
  case given

  /// The operation's third input.
  func spec(like value: TensorSpec) -> TensorSpec {
    switch self {
    case .philox: RandomState.spec
    case .given: value
    }
  }

  var constants: [String: Int] { ["NOISE_GIVEN": self == .given ? 1 : 0] }

  var arguments: [KernelLaunch.Argument] {
    switch self {
    case .philox(let stream): stream.arguments
    case .given: [.int(0), .int(0)]
    }
  }

  /// The noise on the host.
  func values<Scalar: HostScalar>(_ source: HostTensor<Scalar>, count: Int) -> [Scalar] {
    guard case .philox(let stream) = self else { return source.values }
    let state = source.integers
    let philox = Philox(state: state, stream: stream)
    let blocks = (0..<count.dividedRoundingUp(by: 4)).flatMap {
      philox.normals(
        block: UInt32(truncatingIfNeeded: $0), step: UInt32(bitPattern: state[2]), as: Scalar.self)
    }
    return Array(blocks.prefix(count))
  }
}

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

extension NoiseSource {
  /// One launch over blocks of four elements; input 2 is the noise, and the outputs may overwrite the
  /// others.
  ///
  /// - Parameter constants: the kernel's constants, without the source of the noise.
  func lowering(
    _ function: String, count: Int, for device: DeviceTraits, inputs: Int, outputs: Int,
    constants: [String: Int] = [:]
  ) -> Lowering {
    let grid = device.elements(count.dividedRoundingUp(by: 4))
    let all = self.constants.merging(constants) { $1 }
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            KernelSpecification(.gaussianSample, function, constants: all),
            (0..<inputs).map { .input($0) } + (0..<outputs).map { .output($0) }
              + [.int(Int32(count))] + arguments,
            global: grid.global, local: grid.local))
      ],
      inPlace: (0..<outputs).flatMap { output in
        (0..<inputs).filter { $0 != 2 }.map { .init(input: $0, output: output) }
      })
  }
}
