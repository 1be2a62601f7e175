import Foundation

/// What metrics need of the predictions for labelled rows: a few numbers of each row, however many
/// classes there are, so that predictions can be added batch by batch.
public struct ScoredPredictions: Sendable {
  /// The number of classes.
  public let classCount: Int
  private var labels: [Int32] = []
  private var classes: [Int32] = []
  /// log p[y] of each row, at most 0: log-probabilities above it, by rounding, count as 0.
  private var logLikelihoods: [Double] = []
  /// The probability of the predicted class.
  private var confidences: [Double] = []

  /// The number of rows.
  public var count: Int { labels.count }

  public init(classCount: Int) {
    precondition(classCount > 0, "at least one class")
    self.classCount = classCount
  }

  /// Adds rows behind the others.
  public mutating func append(_ predictions: ClassPredictions, labels: [some BinaryInteger]) {
    precondition(predictions.classCount == classCount, "predictions of other classes")
    precondition(
      labels.count == predictions.count, "\(labels.count) labels for \(predictions.count) rows")
    for (row, (label, predicted)) in zip(labels, predictions.classes).enumerated() {
      precondition((0..<classCount).contains(Int(label)), "labels outside 0 ..< \(classCount)")
      let logProbabilities = predictions.logProbabilities[(row * classCount)...].prefix(classCount)
      let start = logProbabilities.startIndex
      self.labels.append(Int32(label))
      classes.append(Int32(predicted))
      logLikelihoods.append(min(0, logProbabilities[start + Int(label)]))
      confidences.append(min(1, exp(logProbabilities[start + predicted])))
    }
  }

  /// The fraction of rows whose most probable class is the label: (1/N) Σ [argmax p = y].
  ///
  /// - Throws: `EvaluationError.tooFewRows` where there is no row.
  public func accuracy() throws(EvaluationError) -> Double {
    try requireRows("accuracy")
    return Double(zip(classes, labels).count { $0 == $1 }) / Double(count)
  }

  /// The mean negative log-likelihood of the labels, −(1/N) Σ log max(p[y], 10⁻¹⁵), in nats.
  ///
  /// - Throws: `EvaluationError.tooFewRows` where there is no row.
  public func logLoss() throws(EvaluationError) -> Double {
    try requireRows("log-loss")
    let smallest = log(1e-15)
    return logLikelihoods.reduce(0) { $0 - max(smallest, $1) } / Double(count)
  }

  /// The expected calibration error: Σ_b (n_b / N) · |accuracy_b − confidence_b|.
  ///
  /// Confidence is the probability of the predicted class. Bin b of B holds the rows with confidence
  /// in (b/B, (b+1)/B], the first one also 0; accuracy_b and confidence_b are means over its n_b rows.
  ///
  /// - Throws: `EvaluationError.tooFewRows` where there is no row.
  public func expectedCalibrationError(bins: Int = 15) throws(EvaluationError) -> Double {
    precondition(bins > 0, "at least one bin")
    try requireRows("expected calibration error")
    // Σ over the rows of a bin of ([right] − confidence); n_b cancels.
    var gaps = [Double](repeating: 0, count: bins)
    for (row, confidence) in confidences.enumerated() {
      let bin = min(bins - 1, max(0, Int((confidence * Double(bins)).rounded(.up)) - 1))
      gaps[bin] += (classes[row] == labels[row] ? 1 : 0) - confidence
    }
    return gaps.reduce(0) { $0 + abs($1) } / Double(count)
  }

  /// How often each label was predicted as each class, classCount² counts.
  public func confusionMatrix() -> ConfusionMatrix {
    var matrix = ConfusionMatrix(classCount: classCount)
    for (predicted, label) in zip(classes, labels) {
      matrix.counts[Int(label)][Int(predicted)] += 1
    }
    return matrix
  }

  /// Refuses to average over nothing.
  private func requireRows(_ metric: String) throws(EvaluationError) {
    guard count > 0 else {
      throw .tooFewRows(metric: metric, found: "no rows", expected: "at least one")
    }
  }
}
