public import Graphs
import Kernels

/// A range of a tensor's last axis (channels) or of its first (samples).
public struct Slice: Operation, Hashable {
  /// The axis that is cut.
  public enum Axis: String, Sendable, Hashable, Codable, CaseIterable {
    case first
    case last
  }

  public let axis: Axis
  public let range: Range<Int>

  /// - Precondition: the range is not empty and does not start below 0.
  public init(_ axis: Axis, _ range: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && !range.isEmpty,
      "a slice is a range of 1 or more elements from 0 on, not \(range)"
    )
    self.axis = axis
    self.range = range
  }

  public var name: String { "slice" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1, inputs[0].elementType != .uint8,
      let extent = axis.extent(of: inputs[0].shape),
      range.upperBound <= extent
    else {
      throw ShapeError(
        name, inputs,
        expected: "one tensor, float32 or int32, whose \(axis) axis has \(range.upperBound) or more"
      )
    }
    let shape = axis.replacing(in: inputs[0].shape, with: range.count)
    return [TensorSpec(shape, inputs[0].elementType)]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard inputs[0].spec.elementType == .float32, let upstream = upstream[0] else { return [nil] }
    guard let extent = axis.extent(of: inputs[0].shape) else {
      preconditionFailure("\(name): the scalar \(inputs[0].shape) has no \(axis) axis")
    }
    return [SliceGradient(axis, range, of: extent)(upstream)]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let layout = axis.layout(of: inputs[0].shape, range)
    let grid = device.elements(layout.rows * layout.columns)
    return Lowering([
      .kernel(
        KernelSpecification(.slice, "slice"), [.input(0), .output(0)] + layout.arguments, on: grid)
    ])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let shape = axis.replacing(in: inputs[0].shape, with: range.count)
    let layout = axis.layout(of: inputs[0].shape, range)
    func cut<Element>(_ elements: [Element]) -> [Element] {
      var result: [Element] = []
      result.reserveCapacity(shape.count)
      for row in 0..<layout.rows {
        let start = row * layout.width + layout.offset
        result += elements[start..<(start + layout.columns)]
      }
      return result
    }
    return switch inputs[0].storage {
    case .real(let values): [HostTensor(cut(values), shape: shape)]
    case .integer(let integers): [HostTensor(integers: cut(integers), shape: shape)]
    case .byte: preconditionFailure("\(name): the shape rule refuses bytes")
    }
  }
}

extension Slice.Axis {
  /// A slice as columns of a matrix: `columns` of `width` in each row, from `offset` on.
  struct Layout {
    let rows: Int
    let columns: Int
    let width: Int
    let offset: Int

    var arguments: [KernelLaunch.Argument] {
      [rows, columns, width, offset].map { .int(Int32($0)) }
    }
  }

  /// The axis's extent, or nil for a scalar.
  func extent(of shape: Shape) -> Int? {
    self == .first ? shape.dimensions.first : shape.dimensions.last
  }

  /// The shape with another extent of this axis.
  func replacing(in shape: Shape, with extent: Int) -> Shape {
    var dimensions = shape.dimensions
    dimensions[self == .first ? 0 : dimensions.count - 1] = extent
    return Shape(dimensions)
  }

  /// The layout of `range` of this axis in a tensor of shape `full`.
  func layout(of full: Shape, _ range: Range<Int>) -> Layout {
    switch self {
    case .first:
      let inner = full.dimensions.dropFirst().reduce(1, *)
      return Layout(
        rows: 1, columns: range.count * inner, width: full.count, offset: range.lowerBound * inner)
    case .last:
      return Layout(
        rows: full.rows, columns: range.count, width: full.last, offset: range.lowerBound)
    }
  }
}
