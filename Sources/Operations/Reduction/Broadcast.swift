public import Graphs
import Kernels

/// Inserts axes along which the input is repeated, times a scale: the gradient of a sum or a mean.
///
/// `Broadcast([2, 3], at: 1)` of [N, C] is [N, 2, 3, C].
public struct Broadcast: Operation, Hashable {
  /// The extents of the new axes.
  public let extents: [Int]
  /// The index of the first new axis.
  public let axis: Int
  public let scale: Float

  public init(_ extents: [Int], at axis: Int = 0, scale: Float = 1) {
    self.extents = extents
    self.axis = axis
    self.scale = scale
  }

  public var name: String { "broadcast" }

  private var count: Int { extents.reduce(1, *) }

  private func inner(_ shape: Shape) -> Int { shape.dimensions[axis...].reduce(1, *) }

  private func result(_ shape: Shape) -> Shape {
    Shape(shape.dimensions[..<axis] + extents + shape.dimensions[axis...])
  }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1, inputs[0].elementType == .float32 else {
      throw ShapeError(name, inputs, expected: "one float32 tensor")
    }
    guard axis >= 0, axis <= inputs[0].shape.rank, extents.allSatisfy({ $0 > 0 }) else {
      throw ShapeError(name, inputs, expected: "at least \(axis) axes, and new extents above 0")
    }
    return [TensorSpec(result(inputs[0].shape))]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return [nil] }
    let sum = Reduction(.sum, axes: axis..<(axis + extents.count))(upstream)
    return [scale == 1 ? sum : Scale(scale)(sum)]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let shape = inputs[0].shape
    let inner = inner(shape)
    let grid = device.elements(shape.count * count)
    return Lowering([
      .kernel(
        KernelSpecification(.broadcast, "broadcast"),
        [
          .input(0), .output(0), .int(Int32(shape.count / max(inner, 1))), .int(Int32(count)),
          .int(Int32(inner)), .float(scale),
        ], on: grid)
    ])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let shape = inputs[0].shape
    let inner = inner(shape)
    let factor = Scalar(scale)
    let scaled = inputs[0].values.map { $0 * factor }
    var values: [Scalar] = []
    values.reserveCapacity(scaled.count * count)
    for start in stride(from: 0, to: scaled.count, by: max(inner, 1)) {
      for _ in 0..<count { values.append(contentsOf: scaled[start..<(start + inner)]) }
    }
    return [HostTensor(values, shape: result(shape))]
  }
}
