public import Graphs

/// y = x, with no gradient: differentiation treats x as a constant.
public struct StopGradient: Operation, Hashable {
  public init() {}

  public var name: String { "stopGradient" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1 else { throw ShapeError(name, inputs, expected: "one tensor") }
    return inputs
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [nil]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    Lowering([], aliases: [.init(input: 0, output: 0)])
  }

  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    inputs
  }
}
