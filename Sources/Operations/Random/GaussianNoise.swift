import Basics
public import Graphs
import Kernels

/// y = x + `deviation`·ε with standard normal ε.
///
/// Inputs x, float32, and the random state, int32 [3], from which ε is drawn.
public struct GaussianNoise: Operation, Hashable {
  /// The standard deviation of the noise.
  public let deviation: Float
  public let stream: RandomStream

  /// - Precondition: the deviation is finite and not negative.
  public init(deviation: Float, stream: RandomStream) {
    precondition(
      deviation >= 0 && deviation.isFinite, "noise with a standard deviation of \(deviation)")
    self.deviation = deviation
    self.stream = stream
  }

  public var name: String { "gaussianNoise" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 2, inputs[0].elementType == .float32, inputs[1] == RandomState.spec
    else {
      throw ShapeError(
        name, inputs, expected: "one float32 tensor and the random state, \(RandomState.spec)")
    }
    return [inputs[0]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0], nil]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let count = inputs[0].shape.count
    return Lowering(
      [
        .kernel(
          KernelSpecification(.gaussianNoise, "gaussianNoise"),
          [.input(0), .input(1), .output(0), .int(Int32(count))] + stream.arguments
            + [.float(deviation)], on: device.elements(count.dividedRoundingUp(by: 4)))
      ], inPlace: [.init(input: 0, output: 0)])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let x = inputs[0].values
    let noise = NoiseSource.philox(stream).values(inputs[1], count: x.count)
    let deviation = Scalar(deviation)
    return [HostTensor(x.indices.map { x[$0] + deviation * noise[$0] }, shape: inputs[0].shape)]
  }
}
