public import Graphs
import Kernels

/// The labels of labelled rows as one-hot rows, and which rows have none.
///
/// Inputs labels and mask, int32 [rows]. Outputs, neither of which has a gradient: the one-hot rows,
/// float32 [rows, classes], 0 in rows without a label; and int32 [rows], 1 for a row without a label and
/// 0 for the others, as `MaskRows` reads it. A row is labelled where its mask is 1 and its label is in
/// 0 ..< classes.
public struct KnownLabels: NonDifferentiable, Hashable {
  public let classes: Int

  /// - Precondition: there is a class.
  public init(classes: Int) {
    precondition(classes > 0, "labels of \(classes) classes")
    self.classes = classes
  }

  public var name: String { "knownLabels" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 2, inputs[0].elementType == .int32, inputs[0].shape.rank == 1,
      inputs[0].shape.count > 0, inputs[1] == inputs[0]
    else {
      throw ShapeError(name, inputs, expected: "labels and mask, int32 of one shape [rows]")
    }
    return [TensorSpec([inputs[0].shape[0], classes]), inputs[0]]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let rows = inputs[0].shape[0]
    return Lowering([
      .kernel(
        KernelSpecification(.knownLabels, "knownLabels"),
        [
          .input(0), .input(1), .output(0), .output(1), .int(Int32(rows)), .int(Int32(classes)),
        ], on: device.rows(of: [rows, classes]))
    ])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (labels, mask) = (inputs[0].integers, inputs[1].integers)
    var known = [Scalar](repeating: 0, count: labels.count * classes)
    var unknown = [Int32](repeating: 1, count: labels.count)
    for row in labels.indices where mask[row] == 1 && (0..<Int32(classes)).contains(labels[row]) {
      known[row * classes + Int(labels[row])] = 1
      unknown[row] = 0
    }
    return [
      HostTensor(known, shape: [labels.count, classes]),
      HostTensor(integers: unknown, shape: [labels.count]),
    ]
  }
}
