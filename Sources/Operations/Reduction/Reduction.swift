import Basics
public import Graphs
import Kernels

/// The sum or the mean over neighbouring axes, which the result does not have.
///
/// `Reduction(.sum, axes: 0..<2)` of [N, H, C] is [C]; `Reduction(.mean, axes: 1..<2)` of [N, D] is
/// [N]; without axes, everything is reduced to a scalar. Chunks are summed separately, so that a million
/// terms keep their accuracy; the order depends on the shapes and the device alone.
public struct Reduction: Operation, Hashable {
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case sum
    case mean
  }

  public let kind: Kind
  /// The axes that are reduced; nil for all.
  public let axes: Range<Int>?

  public init(_ kind: Kind, axes: Range<Int>? = nil) {
    self.kind = kind
    self.axes = axes
  }

  public var name: String { "\(kind)" }

  /// The input as [outer, reduced, inner].
  private func blocks(_ shape: Shape) -> (outer: Int, reduced: Int, inner: Int) {
    let axes = axes ?? 0..<shape.rank
    func product(_ range: Range<Int>) -> Int { range.reduce(1) { $0 * shape[$1] } }
    return (
      product(0..<axes.lowerBound), product(axes), product(axes.upperBound..<shape.rank)
    )
  }

  private func scale(_ reduced: Int) -> Float { kind == .mean ? 1 / Float(reduced) : 1 }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1, inputs[0].elementType == .float32, inputs[0].shape.count > 0 else {
      throw ShapeError(name, inputs, expected: "one float32 tensor that is not empty")
    }
    let shape = inputs[0].shape
    let axes = axes ?? 0..<shape.rank
    guard axes.lowerBound >= 0, axes.upperBound <= shape.rank else {
      throw ShapeError(
        name, inputs, expected: "axes \(axes.lowerBound) up to \(axes.upperBound - 1)")
    }
    let kept = shape.dimensions[..<axes.lowerBound] + shape.dimensions[axes.upperBound...]
    return [TensorSpec(Shape(Array(kept)))]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return [nil] }
    let (_, reduced, _) = blocks(inputs[0].shape)
    let axes = axes ?? 0..<inputs[0].shape.rank
    return [
      Broadcast(
        Array(inputs[0].shape.dimensions[axes]), at: axes.lowerBound, scale: scale(reduced))(
          upstream)
    ]
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let (outer, reduced, inner) = blocks(inputs[0].shape)
    let scale = scale(reduced)
    let slices = Self.slices(outer, reduced, inner, for: device)
    guard slices > 1 else {
      return Lowering([
        Self.launch(
          .input(0), .output(0), (outer, reduced, inner), slices: 1, scale: scale, for: device)
      ])
    }
    return Lowering(
      [
        Self.launch(
          .input(0), .workspace(0), (outer, reduced, inner), slices: slices, scale: 1, for: device),
        Self.launch(
          .workspace(0), .output(0), (1, slices, outer * inner), slices: 1, scale: scale,
          for: device),
      ], workspace: [slices * outer * inner * 4])
  }

  /// The number of slices of the reduced axis: enough to occupy all cores, each with enough work.
  private static func slices(
    _ outer: Int, _ reduced: Int, _ inner: Int, for device: DeviceTraits
  ) -> Int {
    let wanted: Int
    switch device.family {
    case .cpu:
      // Work-items of at least 8,192 elements.
      let columnBlocks = inner.dividedRoundingUp(by: 4 * device.vectorWidth)
      let items = outer * columnBlocks
      wanted = min(
        (4 * device.computeUnits).dividedRoundingUp(by: items), outer * reduced * inner / 8192,
        reduced / 16)
    case .gpu:
      let groups = inner == 1 ? outer : (outer * inner).dividedRoundingUp(by: 64)
      wanted = min(8 * device.computeUnits / groups, reduced / (inner == 1 ? 4096 : 64), 256)
    }
    guard wanted > 1 else { return 1 }
    let length = reduced.dividedRoundingUp(by: wanted)
    return reduced.dividedRoundingUp(by: length)
  }

  private static func launch(
    _ from: KernelLaunch.Argument, _ to: KernelLaunch.Argument,
    _ blocks: (outer: Int, reduced: Int, inner: Int), slices: Int, scale: Float,
    for device: DeviceTraits
  ) -> Launch {
    let (outer, reduced, inner) = blocks
    let isContiguous: Bool
    let grid: (global: [Int], local: [Int])
    switch device.family {
    case .cpu:
      isContiguous = device.vectorWidth % inner == 0
      let block = 4 * device.vectorWidth
      grid =
        isContiguous
        ? ([min(outer * slices, 4 * device.computeUnits)], [1])
        : ([inner.dividedRoundingUp(by: block), outer, slices], [1, 1, 1])
    case .gpu:
      isContiguous = inner == 1 && reduced > 64
      grid =
        isContiguous
        ? ([256 * min(outer * slices, 2048)], [256])
        : ([(outer * inner).roundedUp(toMultipleOf: 64), 4, slices], [64, 4, 1])
    }
    return .kernel(
      KernelSpecification(.reduction, isContiguous ? "reduceContiguous" : "reduceStrided"),
      [
        from, to, .int(Int32(outer)), .int(Int32(reduced)), .int(Int32(inner)),
        .int(Int32(slices)), .float(scale),
      ], on: grid)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let shape = inputs[0].shape
    let (outer, reduced, inner) = blocks(shape)
    let axes = axes ?? 0..<shape.rank
    let kept = shape.dimensions[..<axes.lowerBound] + shape.dimensions[axes.upperBound...]
    var result = [Scalar](repeating: 0, count: outer * inner)
    var chunk = [Scalar](repeating: 0, count: inner)
    inputs[0].values.withUnsafeBufferPointer { values in
      for block in 0..<outer {
        for start in stride(from: 0, to: reduced, by: 64) {
          for column in 0..<inner { chunk[column] = 0 }
          for row in start..<min(start + 64, reduced) {
            for column in 0..<inner {
              chunk[column] += values[(block * reduced + row) * inner + column]
            }
          }
          for column in 0..<inner { result[block * inner + column] += chunk[column] }
        }
      }
    }
    if kind == .mean {
      for index in result.indices { result[index] /= Scalar(reduced) }
    }
    return [HostTensor(result, shape: Shape(Array(kept)))]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { inputs[0].shape.count }
}
