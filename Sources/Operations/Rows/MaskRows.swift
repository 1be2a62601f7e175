public import Graphs
import Kernels

/// y = x in the rows whose mask is 1, and exactly 0 in the others.
///
/// Inputs x, float32 [rows, ...], and the mask, int32 [rows]. A row is everything under one index of the
/// first axis.
public struct MaskRows: Operation, Hashable {
  public init() {}

  public var name: String { "maskRows" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard Self.areMasked(inputs) else {
      throw ShapeError(name, inputs, expected: "x [rows, ...], float32, and a mask [rows], int32")
    }
    return [inputs[0]]
  }

  /// Whether the inputs are a batch and a mask of its rows.
  static func areMasked(_ inputs: [TensorSpec]) -> Bool {
    inputs.count == 2 && inputs[0].isBatch
      && inputs[1] == TensorSpec([inputs[0].shape[0]], .int32)
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { MaskRows()($0, inputs[1]) }, nil]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let shape = inputs[0].shape
    return Lowering(
      [
        .kernel(
          KernelSpecification(.maskRows, "maskRows"),
          [
            .input(0), .input(1), .output(0), .int(Int32(shape[0])),
            .int(Int32(shape.count / shape[0])),
          ], on: device.elements(shape.count))
      ], inPlace: [.init(input: 0, output: 0)])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (mask, shape) = (inputs[1].integers, inputs[0].shape)
    let columns = shape.count / shape[0]
    let y = inputs[0].values.enumerated().map { mask[$0.offset / columns] == 1 ? $0.element : 0 }
    return [HostTensor(y, shape: shape)]
  }
}
