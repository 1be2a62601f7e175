package import Graphs
import Kernels

/// The gradient of `Slice`: the upstream gradient in the slice's range of the axis, zeros elsewhere.
package struct SliceGradient: Operation, Hashable {
  package let axis: Slice.Axis
  package let range: Range<Int>
  /// The extent of the axis in the tensor that was cut.
  package let extent: Int

  /// - Precondition: the range is not empty and within 0 ..< extent.
  package init(_ axis: Slice.Axis, _ range: Range<Int>, of extent: Int) {
    precondition(
      range.lowerBound >= 0 && !range.isEmpty && range.upperBound <= extent,
      "a slice \(range) of an axis of \(extent)")
    self.axis = axis
    self.range = range
    self.extent = extent
  }

  package var name: String { "sliceGradient" }

  package func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1, inputs[0].elementType == .float32,
      axis.extent(of: inputs[0].shape) == range.count
    else {
      throw ShapeError(
        name, inputs, expected: "one float32 tensor whose \(axis) axis has \(range.count)")
    }
    return [TensorSpec(axis.replacing(in: inputs[0].shape, with: extent))]
  }

  package func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { Slice(axis, range)($0) }]
  }

  package func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let layout = axis.layout(of: axis.replacing(in: inputs[0].shape, with: extent), range)
    let grid = device.elements(layout.rows * layout.width)
    return Lowering([
      .kernel(
        KernelSpecification(.slice, "sliceGradient"),
        [.input(0), .output(0)] + layout.arguments, on: grid)
    ])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let shape = axis.replacing(in: inputs[0].shape, with: extent)
    let layout = axis.layout(of: shape, range)
    let upstream = inputs[0].values
    var gradient = [Scalar](repeating: 0, count: shape.count)
    for row in 0..<layout.rows {
      let start = row * layout.width + layout.offset
      for column in 0..<layout.columns {
        gradient[start + column] = upstream[row * layout.columns + column]
      }
    }
    return [HostTensor(gradient, shape: shape)]
  }
}
