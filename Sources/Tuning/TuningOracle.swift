package import Graphs
import Runs

/// Operands of an operation, with the results that the host gives for them in double precision.
///
/// If the host would be too slow for the whole batch, the batch of `repeated` consists of equal slices;
/// the host evaluates one, and the other results follow from how the operation treats a batch.
package struct TuningOracle {
  /// Rows of the batch, and of the slice that the host evaluates.
  package let batch: Int
  package let slice: Int
  /// The operands that `deviation(of:)` judges.
  package let repeated: [HostTensor<Float>]
  /// Operands without repetition.
  package let varied: [HostTensor<Float>]
  /// The results for the slice.
  private let expected: [HostTensor<Double>]

  /// Floating-point operations that the host does in a fraction of a second.
  package static let affordable = 250_000_000

  /// - Parameter limit: floating-point operations that the host may spend.
  package init(
    _ operation: any Tunable, _ inputs: [TensorSpec], seed: UInt64, limit: Int = affordable
  ) {
    let batched = operation.batchedInputs(inputs)
    let rows = batched.min().map { inputs[$0].shape[0] } ?? 1
    func reduced(to rows: Int) -> [TensorSpec] {
      inputs.indices.map { index in
        let (shape, type) = (inputs[index].shape, inputs[index].elementType)
        return batched.contains(index)
          ? TensorSpec(Shape([rows] + shape.dimensions.dropFirst()), type) : inputs[index]
      }
    }
    let slice = (1...rows).reversed().first {
      rows.isMultiple(of: $0) && operation.flops(reduced(to: $0)) <= limit
    }
    (batch, self.slice) = (rows, slice ?? 1)
    varied = inputs.indices.map {
      Self.values(inputs[$0], name: "operand \($0)", seed, isBatched: batched.contains($0))
    }
    let slices = zip(varied, reduced(to: self.slice)).map { Self.prefix(of: $0, like: $1) }
    repeated = zip(slices, inputs).map { Self.repeating($0, like: $1) }
    expected = operation.evaluate(slices.map { $0.converted(to: Double.self) })
  }

  /// Whether the host evaluates the batch as a whole.
  package var isWhole: Bool { slice == batch }

  /// How far results for `repeated` are from the host's: the largest difference of two elements over
  /// the root of the mean square, of the worst output; infinite where a result is not finite.
  package func deviation(of results: [HostTensor<Float>]) -> Double {
    Self.largest(results, expected) { result, expected in
      let factor = result.shape == expected.shape ? Double(batch / slice) : 1
      guard case .real(let values) = expected.storage else {
        return result.integers == expected.integers ? 0 : .infinity
      }
      return Self.deviation(result.values) { factor * values[$0 % values.count] }
    }
  }

  /// How far results are from others of the same shapes, likewise.
  package static func deviation(
    of results: [HostTensor<Float>], from others: [HostTensor<Float>]
  ) -> Double {
    largest(results, others) { result, other in
      guard case .real(let values) = other.storage else {
        return result.integers == other.integers ? 0 : .infinity
      }
      return deviation(result.values) { Double(values[$0]) }
    }
  }

  /// The largest deviation of a result from the one in its place.
  private static func largest<Scalar>(
    _ results: [HostTensor<Float>], _ others: [HostTensor<Scalar>],
    _ deviation: (HostTensor<Float>, HostTensor<Scalar>) -> Double
  ) -> Double {
    precondition(
      results.count == others.count && !results.isEmpty,
      "\(results.count) results cannot be compared with \(others.count)")
    return zip(results, others).reduce(0) { max($0, deviation($1.0, $1.1)) }
  }

  private static func deviation(_ results: [Float], from expected: (Int) -> Double) -> Double {
    var (largest, squares) = (0.0, 0.0)
    for index in results.indices {
      let value = expected(index)
      let difference = abs(Double(results[index]) - value)
      guard difference.isFinite else { return .infinity }
      largest = max(largest, difference)
      squares += value * value
    }
    return largest / ((squares / Double(max(1, results.count))).squareRoot() + 1e-6)
  }

  /// Uniform values: in ±1 for operands with a batch, else scaled like initial weights, so
  /// that sums and recurrences stay near 1.
  private static func values(
    _ spec: TensorSpec, name: String, _ seed: UInt64, isBatched: Bool
  ) -> HostTensor<Float> {
    guard spec.elementType == .float32 else { return HostTensor(zeros: spec) }
    // The limits ±√(6 / (fanIn + fanOut)) are ±1 for 6.
    let fan = isBatched || spec.shape.rank < 2 ? 6 : 2 * max(3, spec.shape.rows)
    let values = Initializer.glorotUniform(fanIn: fan, fanOut: 0).values(
      count: spec.shape.count, seed: seed, name: name)
    return HostTensor(values, shape: spec.shape)
  }

  private static func prefix(of tensor: HostTensor<Float>, like spec: TensorSpec) -> HostTensor<
    Float
  > {
    switch tensor.storage {
    case .real(let values): HostTensor(Array(values.prefix(spec.shape.count)), shape: spec.shape)
    case .integer(let values):
      HostTensor(integers: Array(values.prefix(spec.shape.count)), shape: spec.shape)
    case .byte(let values):
      HostTensor(bytes: Array(values.prefix(spec.shape.count)), shape: spec.shape)
    }
  }

  private static func repeating(
    _ slice: HostTensor<Float>, like spec: TensorSpec
  ) -> HostTensor<Float> {
    let times = spec.shape.count / max(1, slice.shape.count)
    switch slice.storage {
    case .real(let values):
      return HostTensor((0..<times).flatMap { _ in values }, shape: spec.shape)
    case .integer(let values):
      return HostTensor(integers: (0..<times).flatMap { _ in values }, shape: spec.shape)
    case .byte(let values):
      return HostTensor(bytes: (0..<times).flatMap { _ in values }, shape: spec.shape)
    }
  }
}
