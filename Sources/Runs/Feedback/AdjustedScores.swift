import Evaluation

/// Anomaly scores after feedback (eq. 6).
public struct AdjustedScores: Sendable, Codable {
  /// One for each sample.
  public let scores: [Double]
  /// p_fp of each, by π.
  public let falsePositiveProbabilities: [Double]
  /// p_fn of each, by π.
  public let falseNegativeProbabilities: [Double]
  /// What was subtracted from the scores before: the least score of the training samples, where densities
  /// make it negative; otherwise 0.
  public let origin: Double
  /// As `ScoreResult.areaUnderCurve`, of these scores.
  public internal(set) var areaUnderCurve: Double?

  private enum CodingKeys: String, CodingKey {
    case scores, origin
    case falsePositiveProbabilities = "p_false_positive"
    case falseNegativeProbabilities = "p_false_negative"
    case areaUnderCurve = "auc"
  }

  init(
    _ scores: [Double], _ probabilities: FeedbackProbabilities, _ adjustment: FeedbackAdjustment
  ) {
    precondition(
      scores.count == probabilities.falsePositives.count,
      "\(scores.count) scores with the probabilities of \(probabilities.falsePositives.count)")
    falsePositiveProbabilities = probabilities.falsePositives
    falseNegativeProbabilities = probabilities.falseNegatives
    origin = adjustment.origin
    self.scores = scores.indices.map { row in
      adjustment(
        scores[row], falsePositive: probabilities.falsePositives[row],
        falseNegative: probabilities.falseNegatives[row])
    }
  }
}
