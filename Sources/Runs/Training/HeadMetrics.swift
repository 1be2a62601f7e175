import Datasets
import Evaluation

/// The metrics of one classification head on one split of the data.
public struct HeadMetrics: Sendable, Codable {
  /// The fraction of rows whose most probable class is the label.
  public let accuracy: Double
  /// The mean of −log π[y] in nats, from log-probabilities, clipped at 10⁻¹⁵.
  public let logLoss: Double
  /// The expected calibration error over 15 bins.
  public let expectedCalibrationError: Double
  /// Counts by label and predicted class.
  public let confusionMatrix: [[Int]]

  /// The metrics of the rows that have a label; nil where none has.
  ///
  /// - Parameter logits: [rows, classes] or [rows, steps, classes], whose probabilities are averaged over
  ///   the steps.
  /// - Throws: `EvaluationError` where a logit is not a number.
  init?(logits: [Float], labels: [Int32], of factor: LabelColumn) throws(EvaluationError) {
    let rows = labels.indices.filter { labels[$0] != LabelColumn.missing }
    guard !rows.isEmpty else { return nil }
    let size = logits.count / labels.count
    let known =
      rows.count == labels.count
      ? logits : rows.flatMap { logits[$0 * size..<($0 + 1) * size] }
    let steps = try ClassPredictions(logits: known, classCount: factor.classCount)
    try self.init(
      steps.averaged(overRows: steps.count / rows.count), labels: rows.map { labels[$0] })
  }

  /// - Throws: `EvaluationError` where there is no row.
  init(_ predictions: ClassPredictions, labels: [Int32]) throws(EvaluationError) {
    accuracy = try predictions.accuracy(labels)
    logLoss = try predictions.logLoss(labels)
    expectedCalibrationError = try predictions.expectedCalibrationError(labels)
    confusionMatrix = predictions.confusionMatrix(labels).counts
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
