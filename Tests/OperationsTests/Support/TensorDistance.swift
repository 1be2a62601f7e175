import Graphs
import Testing

/// The distance of a result from its oracle, and the element that is furthest off.
struct TensorDistance: CustomStringConvertible {
  /// ‖actual − expected‖ / (‖expected‖ + 1e-3). Infinite where that is NaN, where counts or element
  /// types differ, and where any integers differ.
  let relative: Double
  /// What is wrong: shape, worst element, its index and both values.
  let description: String

  init<Scalar: HostScalar>(_ actual: HostTensor<Scalar>, _ expected: HostTensor<Double>) {
    guard actual.shape.count == expected.shape.count,
      actual.spec.elementType == expected.spec.elementType
    else {
      relative = .infinity
      description = "\(actual.spec) instead of \(expected.spec)"
      return
    }
    let worst: Int?
    let pair: (Int) -> String
    switch expected.storage {
    case .integer(let integers):
      let own = actual.integers
      worst = integers.indices.first { own[$0] != integers[$0] }
      relative = worst == nil ? 0 : .infinity
      pair = { "\(own[$0]) instead of \(integers[$0])" }
    case .byte(let bytes):
      let own = actual.bytes
      worst = bytes.indices.first { own[$0] != bytes[$0] }
      relative = worst == nil ? 0 : .infinity
      pair = { "\(own[$0]) instead of \(bytes[$0])" }
    case .real(let values):
      let own = actual.converted(to: Double.self).values
      let errors = values.indices.map { abs(own[$0] - values[$0]) }
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let distance = errors.reduce(0) { $0 + $1 * $1 }.squareRoot() / (norm + 1e-3)
      relative = distance.isNaN ? .infinity : distance
      // An element that is not finite is worse than any error.
      worst =
        errors.indices.first { !errors[$0].isFinite }
        ?? errors.indices.max { errors[$0] < errors[$1] }
      pair = { "\(own[$0]) instead of \(values[$0])" }
    }
    guard let worst else {
      description = "no element of \(expected.shape) is off"
      return
    }
    let index = Self.index(of: worst, in: expected.shape)
    description = "of \(expected.shape) the worst element is \(index): \(pair(worst))"
  }

  /// The indices of an element along all axes.
  private static func index(of element: Int, in shape: Shape) -> [Int] {
    var rest = element
    return shape.dimensions.reversed().map { extent in
      defer { rest /= extent }
      return rest % extent
    }.reversed()
  }
}

/// ‖a − b‖ / (‖b‖ + 1e-3); integers must agree exactly, and infinity is returned where they do not.
func relativeDistance(_ actual: HostTensor<Float>, _ expected: HostTensor<Double>) -> Double {
  TensorDistance(actual, expected).relative
}

/// Checks a result against its oracle; a failure prints one line: distance, shape, worst element.
func expectClose<Scalar: HostScalar>(
  _ actual: HostTensor<Scalar>, _ expected: HostTensor<Double>, tolerance: Double,
  _ label: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let distance = TensorDistance(actual, expected)
  guard distance.relative > tolerance else { return }
  Issue.record(
    "\(label()): distance \(distance.relative), at most \(tolerance); \(distance)",
    sourceLocation: sourceLocation)
}

/// Checks that a result is exactly the expected one; a failure prints one line, with one element.
func expectIdentical(
  _ actual: HostTensor<Float>, _ expected: HostTensor<Float>, _ label: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual != expected else { return }
  let distance = TensorDistance(actual, expected.converted(to: Double.self))
  Issue.record("\(label()): not identical; \(distance)", sourceLocation: sourceLocation)
}
