extension ClassPredictions {
  /// See `ScoredPredictions.accuracy()`.
  ///
  /// - Throws: `EvaluationError.tooFewRows` where there is no row.
  public func accuracy(_ labels: [some BinaryInteger]) throws(EvaluationError) -> Double {
    try scored(labels).accuracy()
  }

  /// See `ScoredPredictions.logLoss()`.
  ///
  /// - Throws: `EvaluationError.tooFewRows` where there is no row.
  public func logLoss(_ labels: [some BinaryInteger]) throws(EvaluationError) -> Double {
    try scored(labels).logLoss()
  }

  /// See `ScoredPredictions.confusionMatrix()`.
  public func confusionMatrix(_ labels: [some BinaryInteger]) -> ConfusionMatrix {
    scored(labels).confusionMatrix()
  }

  /// See `ScoredPredictions.expectedCalibrationError(bins:)`.
  ///
  /// - Throws: `EvaluationError.tooFewRows` where there is no row.
  public func expectedCalibrationError(
    _ labels: [some BinaryInteger], bins: Int = 15
  ) throws(EvaluationError) -> Double {
    try scored(labels).expectedCalibrationError(bins: bins)
  }

  private func scored(_ labels: [some BinaryInteger]) -> ScoredPredictions {
    var rows = ScoredPredictions(classCount: classCount)
    rows.append(self, labels: labels)
    return rows
  }
}
