import Evaluation

/// The metrics of one classification head on one split of the data.
public struct HeadMetrics: Sendable, Codable {
  /// The fraction of rows whose most probable class is the label.
  public let accuracy: Double
  /// The mean of −log π[y] in nats, from log-probabilities, clipped at 10⁻¹⁵.
  public let logLoss: Double
  /// The expected calibration error over 15 bins.
  public let expectedCalibrationError: Double
  /// Counts by label and predicted class; nil where there are more than `mostCountedClasses`.
  public let confusionMatrix: [[Int]]?

  /// A matrix of more classes would be too large a document.
  private static let mostCountedClasses = 1_024

  /// - Throws: `EvaluationError` where there is no row.
  init(_ predictions: ScoredPredictions) throws(EvaluationError) {
    accuracy = try predictions.accuracy()
    logLoss = try predictions.logLoss()
    expectedCalibrationError = try predictions.expectedCalibrationError()
    confusionMatrix =
      predictions.classCount <= Self.mostCountedClasses
      ? predictions.confusionMatrix().counts : nil
  }

  /// Whether a document has these metrics.
  static func isEncoded(in decoder: any Decoder) -> Bool {
    (try? decoder.container(keyedBy: CodingKeys.self))?.contains(.accuracy) ?? false
  }

  private enum CodingKeys: String, CodingKey {
    case accuracy
    case logLoss = "log_loss"
    case expectedCalibrationError = "expected_calibration_error"
    case confusionMatrix = "confusion_matrix"
  }
}
