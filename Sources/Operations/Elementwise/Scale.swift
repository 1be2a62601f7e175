public import Graphs
import Kernels

/// y = factor · x, element by element; the factor is an argument of the kernel, not a constant.
public struct Scale: Operation, Hashable {
  public let factor: Float

  public init(_ factor: Float) {
    self.factor = factor
  }

  public var name: String { "scale" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1, inputs[0].elementType == .float32 else {
      throw ShapeError(name, inputs, expected: "one float32 tensor")
    }
    return inputs
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { Scale(factor)($0) }]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    .elementwise(
      KernelSpecification(.scale, "scale"), inputs, scalars: [.float(factor)], for: device)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let factor = Scalar(factor)
    return [HostTensor(inputs[0].values.map { factor * $0 }, shape: inputs[0].shape)]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { inputs[0].shape.count }
}
