public import Graphs
import Kernels

/// Joins tensors along their last axis; all other extents agree.
///
/// Any number of inputs [..., C₁], [..., C₂], … of one element type give [..., C₁ + C₂ + …].
public struct Concatenate: Operation, Hashable {
  public init() {}

  public var name: String { "concatenate" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard let first = inputs.first, first.shape.rank > 0,
      first.elementType != .uint8,
      inputs.allSatisfy({
        $0.elementType == first.elementType && $0.shape.rank == first.shape.rank
          && $0.shape.dimensions.dropLast() == first.shape.dimensions.dropLast()
      })
    else {
      throw ShapeError(
        name, inputs,
        expected: "tensors of one type, float32 or int32, that differ in the last axis only")
    }
    return [TensorSpec(Self.shape(inputs.map(\.shape)), first.elementType)]
  }

  private static func shape(_ shapes: [Shape]) -> Shape {
    Shape(shapes[0].dimensions.dropLast() + [shapes.reduce(0) { $0 + $1.last }])
  }

  /// The columns of each input in the result.
  private static func ranges(_ shapes: [Shape]) -> [Range<Int>] {
    var start = 0
    return shapes.map { shape in
      defer { start += shape.last }
      return start..<(start + shape.last)
    }
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0], upstream.spec.elementType == .float32 else {
      return inputs.map { _ in nil }
    }
    return Self.ranges(inputs.map(\.shape)).map { Slice(.last, $0)(upstream) }
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let shapes = inputs.map(\.shape)
    let launch = MultiTensorLaunch(
      source: .concatenate, function: "concatenate",
      tensors: zip(shapes, Self.ranges(shapes)).enumerated().map { index, input in
        let (shape, range) = input
        return MultiTensorLaunch.Entry(
          operands: [.input(index)], count: shape.count,
          scalars: [.int(Int32(shape.last)), .int(Int32(range.lowerBound))])
      }, shared: [.output(0)],
      scalars: [.int(Int32(shapes.reduce(0) { $0 + $1.last }))])
    return Lowering(launch.launches(for: device))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let shape = Self.shape(inputs.map(\.shape))
    func joined<Element>(_ tensors: [[Element]]) -> [Element] {
      var result: [Element] = []
      result.reserveCapacity(shape.count)
      for row in 0..<shape.rows {
        for (tensor, input) in zip(tensors, inputs) {
          let columns = input.shape.last
          result += tensor[(row * columns)..<((row + 1) * columns)]
        }
      }
      return result
    }
    if inputs[0].spec.elementType == .int32 {
      return [HostTensor(integers: joined(inputs.map(\.integers)), shape: shape)]
    }
    return [HostTensor(joined(inputs.map(\.values)), shape: shape)]
  }
}

/// Joins tensors along their last axis: [..., C₁], [..., C₂], … to [..., C₁ + C₂ + …].
public func concatenate(_ tensors: [Tensor], label: String = "") -> Tensor {
  Concatenate().all(tensors, label: label)[0]
}
