public import Graphs

/// The same elements, row-major, in another shape of equal count: an alias, with no kernel.
public struct Reshape: Operation, Hashable {
  public let shape: Shape

  public init(to shape: Shape) {
    self.shape = shape
  }

  public var name: String { "reshape" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1, inputs[0].shape.count == shape.count else {
      throw ShapeError(name, inputs, expected: "one tensor of \(shape.count) elements for \(shape)")
    }
    return [TensorSpec(shape, inputs[0].elementType)]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { Reshape(to: inputs[0].shape)($0) }]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    Lowering([], aliases: [.init(input: 0, output: 0)])
  }

  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    [inputs[0].reshaped(to: shape)]
  }
}
