/// How feedback on detections changes anomaly scores (eq. 6).
///
/// x → (1 − p_fp) / (1 − p_fn) · x, with the probabilities that a sample is a false positive and that it
/// is a false negative. The factor has a meaning only where no score is negative.
public struct FeedbackAdjustment: Sendable, Hashable {
  /// The largest p_fn: 1 would divide by zero.
  public static let largestProbability = 1 - 1e-6

  /// What scores are counted from: 0, or the least score of the training samples where that is negative.
  public let origin: Double

  /// - Parameter trainingScores: of the training samples where scores may be negative, as those from
  ///   densities; none where they cannot.
  public init(trainingScores: [Double] = []) {
    origin = min(0, trainingScores.min() ?? 0)
  }

  /// An adjusted score: (1 − p_fp) / (1 − p_fn) · max(0, x − origin), p_fn at most
  /// `largestProbability`.
  public func callAsFunction(
    _ score: Double, falsePositive: Double, falseNegative: Double
  ) -> Double {
    let missed = min(falseNegative, Self.largestProbability)
    return (1 - falsePositive) / (1 - missed) * max(0, score - origin)
  }
}
