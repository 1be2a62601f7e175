import Foundation

extension ClassPredictions {
  /// The fraction of rows whose most probable class is the label: (1/N) Σ [argmax p = y].
  ///
  /// - Throws: `EvaluationError.tooFewRows` where there is no row.
  public func accuracy(_ labels: [some BinaryInteger]) throws(EvaluationError) -> Double {
    check(labels)
    try requireRows("accuracy")
    let right = zip(classes, labels).count { $0 == Int($1) }
    return Double(right) / Double(count)
  }

  /// The mean negative log-likelihood of the labels, −(1/N) Σ log max(p[y], 10⁻¹⁵), in nats.
  ///
  /// Log-probabilities above 0, by rounding, count as 0.
  ///
  /// - Throws: `EvaluationError.tooFewRows` where there is no row.
  public func logLoss(_ labels: [some BinaryInteger]) throws(EvaluationError) -> Double {
    check(labels)
    try requireRows("log-loss")
    let smallest = log(1e-15)
    var total = 0.0
    for (row, label) in labels.enumerated() {
      total -= min(0, max(smallest, logProbabilities[row * classCount + Int(label)]))
    }
    return total / Double(count)
  }

  /// How often each label was predicted as each class.
  public func confusionMatrix(_ labels: [some BinaryInteger]) -> ConfusionMatrix {
    check(labels)
    var matrix = ConfusionMatrix(classCount: classCount)
    for (predicted, label) in zip(classes, labels) {
      matrix.counts[Int(label)][predicted] += 1
    }
    return matrix
  }

  /// The expected calibration error: Σ_b (n_b / N) · |accuracy_b − confidence_b|.
  ///
  /// Confidence is the probability of the predicted class. Bin b of B holds the rows with confidence
  /// in (b/B, (b+1)/B], the first one also 0; accuracy_b and confidence_b are means over its n_b rows.
  ///
  /// - Throws: `EvaluationError.tooFewRows` where there is no row.
  public func expectedCalibrationError(
    _ labels: [some BinaryInteger], bins: Int = 15
  ) throws(EvaluationError) -> Double {
    check(labels)
    precondition(bins > 0, "at least one bin")
    try requireRows("expected calibration error")
    // Σ over the rows of a bin of ([right] − confidence); n_b cancels.
    var gaps = [Double](repeating: 0, count: bins)
    for (row, predicted) in classes.enumerated() {
      let confidence = min(1, exp(logProbabilities[row * classCount + predicted]))
      let bin = min(bins - 1, max(0, Int((confidence * Double(bins)).rounded(.up)) - 1))
      gaps[bin] += (predicted == Int(labels[row]) ? 1 : 0) - confidence
    }
    return gaps.reduce(0) { $0 + abs($1) } / Double(count)
  }
}

/// Counts of predicted classes by label.
public struct ConfusionMatrix: Sendable, Equatable, Codable {
  /// `counts[label][predicted]`.
  public fileprivate(set) var counts: [[Int]]

  init(classCount: Int) {
    counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
  }

  /// The fraction of the rows of each label that were predicted as it; nil for a label without rows.
  public var recalls: [Double?] {
    counts.indices.map { label in
      let rows = counts[label].reduce(0, +)
      return rows == 0 ? nil : Double(counts[label][label]) / Double(rows)
    }
  }
}
