public import Graphs

/// y = x, whose gradient flows in the rows whose mask is 1 only: elsewhere, differentiation treats x as a
/// constant.
///
/// Inputs x, float32 [rows, ...], and the mask, int32 [rows].
public struct MaskedGradient: Operation, Hashable {
  public init() {}

  public var name: String { "maskedGradient" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard MaskRows.areMasked(inputs) else {
      throw ShapeError(name, inputs, expected: "x [rows, ...], float32, and a mask [rows], int32")
    }
    return [inputs[0]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { MaskRows()($0, inputs[1]) }, nil]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    Lowering([], aliases: [.init(input: 0, output: 0)])
  }

  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    [inputs[0]]
  }
}
