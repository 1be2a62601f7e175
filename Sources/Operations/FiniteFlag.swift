public import Graphs
import Kernels

/// 1 when every element of every input is finite, else 0: inputs of any shape to int32 [1].
///
/// Made for the loss terms of a step: one work-item looks at every element. The update of a step is
/// predicated on it, so that a NaN never reaches the parameters.
public struct FiniteFlag: Operation, Hashable {
  /// The kernel looks at this many tensors in one launch.
  private static let tensorsPerLaunch = 4

  public init() {}

  public var name: String { "finiteFlag" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard !inputs.isEmpty, inputs.allSatisfy({ $0.elementType == .float32 }) else {
      throw ShapeError(name, inputs, expected: "one or more float32 tensors")
    }
    return [TensorSpec([1], .int32)]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    inputs.map { _ in nil }
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let width = Self.tensorsPerLaunch
    return Lowering(
      stride(from: 0, to: inputs.count, by: width).map { start in
        let places = (start..<(start + width)).map { index in
          // An empty place repeats the first tensor with a count of 0.
          index < inputs.count ? (index, inputs[index].shape.count) : (start, 0)
        }
        return .kernel(
          KernelLaunch(
            KernelSpecification(.finiteFlag, "finiteFlag"),
            places.map { .input($0.0) } + [.output(0)] + places.map { .int(Int32($0.1)) }
              + [.int(start == 0 ? 1 : 0)],
            global: [1], local: [1]))
      })
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let finite = inputs.allSatisfy { $0.values.allSatisfy(\.isFinite) }
    return [HostTensor(integers: [finite ? 1 : 0], shape: [1])]
  }
}
