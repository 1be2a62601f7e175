public import Graphs

public struct Reduction: Operation, Hashable {
  public enum Kind: Sendable, Hashable { case sum, mean }
  let kind: Kind
  let axes: Range<Int>
  public init(_ kind: Kind, axes: Range<Int>) {
    self.kind = kind
    self.axes = axes
  }
  public var name: String { "reduction" }
  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    var d = inputs[0].shape.dimensions
    d.removeSubrange(axes)
    return [TensorSpec(Shape(d))]
  }
  public func gradients(_ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]) -> [Tensor?]
  { [nil] }
  public func lower(_ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord)
    -> Lowering
  { Lowering([]) }
  public func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    let d = inputs[0].shape.dimensions
    let outer = d[..<axes.lowerBound].reduce(1, *)
    let inner = d[axes.upperBound...].reduce(1, *)
    let mid = d[axes].reduce(1, *)
    var r = [Scalar](repeating: 0, count: outer * inner)
    for o in 0..<outer {
      for m in 0..<mid {
        for i in 0..<inner { r[o * inner + i] += inputs[0].values[(o * mid + m) * inner + i] }
      }
    }
    var s = d
    s.removeSubrange(axes)
    return [HostTensor(r, shape: Shape(s))]
  }
}
