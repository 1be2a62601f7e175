public import Graphs
import Kernels

/// moving′ = momentum·moving + (1 − momentum)·factor·value where a flag is 1, else unchanged.
///
/// Inputs moving and value of one shape and the flag, int32 [1]. The factor n/(n − 1) turns the
/// biased variance of n values into the unbiased one. The new value may take the old one's memory.
public struct MovingAverage: Operation, Hashable {
  public let momentum: Float
  public let factor: Float

  public init(momentum: Float = 0.99, factor: Float = 1) {
    self.momentum = momentum
    self.factor = factor
  }

  /// The moving average of a variance over `count` values; the biased one where there is only one.
  public static func variance(momentum: Float = 0.99, over count: Int) -> MovingAverage {
    MovingAverage(
      momentum: momentum, factor: count > 1 ? Float(Double(count) / Double(count - 1)) : 1)
  }

  public var name: String { "movingAverage" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 3, inputs[0].elementType == .float32, inputs[0] == inputs[1],
      inputs[2] == TensorSpec([1], .int32)
    else {
      throw ShapeError(
        name, inputs, expected: "moving and value, float32 of one shape, and a flag, int32 [1]")
    }
    return [inputs[0]]
  }

  /// A statistic is tracked, not differentiated.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [nil, nil, nil]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let count = inputs[0].shape.count
    let grid = device.elements(count)
    let share = Float((1 - Double(momentum)) * Double(factor))
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            KernelSpecification(.movingAverage, "movingAverage"),
            [
              .input(0), .input(1), .input(2), .output(0), .int(Int32(count)), .float(momentum),
              .float(share),
            ], global: grid.global, local: grid.local))
      ], inPlace: [.init(input: 0, output: 0)])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    guard inputs[2].integers[0] == 1 else { return [inputs[0]] }
    let momentum = Scalar(momentum)
    let share = (1 - momentum) * Scalar(factor)
    return [
      HostTensor(
        zip(inputs[0].values, inputs[1].values).map { momentum * $0 + share * $1 },
        shape: inputs[0].shape)
    ]
  }
}
