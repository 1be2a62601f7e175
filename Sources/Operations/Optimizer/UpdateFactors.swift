import Graphs

/// Which factors an optimiser's update reads, float32 [1] each, right before its flag and in this order.
///
/// Without them the update's kernels are compiled as if there were no factors.
public struct UpdateFactors: Sendable, Hashable {
  /// Whether there is a factor on the learning rate.
  public let hasRate: Bool
  /// Whether there is a factor on every gradient.
  public let hasGradient: Bool

  public init(rate: Bool = false, gradient: Bool = false) {
    hasRate = rate
    hasGradient = gradient
  }

  /// The constants of the kernels.
  var constants: [String: Int] {
    (hasRate ? ["SCHEDULED": 1] : [:]).merging(hasGradient ? ["CLIPPED": 1] : [:]) { $1 }
  }

  var count: Int { (hasRate ? 1 : 0) + (hasGradient ? 1 : 0) }

  /// The values of the factors, 1 where there is none.
  ///
  /// - Parameter inputs: those of the update.
  func values<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> (
    rate: Scalar, gradient: Scalar
  ) {
    let own = inputs[inputs.count - 1 - count..<inputs.count - 1].map { $0.values[0] }
    return (hasRate ? own[0] : 1, hasGradient ? own[count - 1] : 1)
  }
}
