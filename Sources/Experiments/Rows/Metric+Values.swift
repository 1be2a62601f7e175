import Datasets
import Evaluation
import Runs

extension Metric {
  /// Measures a trained run; its samples are encoded once for all betaVAE scores of the same pairs.
  ///
  /// - Precondition: the run's family has what the metrics are of.
  /// - Returns: the values by `key`.
  /// - Throws: `ComputeError`, `DatasetError`, `EvaluationError`.
  static func values(
    of metrics: [Metric], _ run: TrainingRun, _ result: TrainingResult,
    _ report: (RunEvent) -> Void
  ) throws -> [String: Double] {
    var values: [String: Double] = [:]
    var encodings: [Encoded: Encodings] = [:]
    for metric in metrics {
      switch metric {
      case .accuracy: values[metric.key] = result.accuracy
      case .logLoss: values[metric.key] = result.logLoss
      case .areaUnderCurve(let draws):
        values[metric.key] = try run.areaUnderCurve(draws: draws, report)
      case .betaVAE(let encoded, let regression):
        let known = try encodings[encoded] ?? run.encodings(of: encoded.sets(of: run), report)
        encodings[encoded] = known
        values[metric.key] =
          try run.betaVAEScore(of: known, regression: regression.settings).mean
      }
      precondition(
        values[metric.key] != nil, "\(result.run): family \(result.family) has no \(metric)")
    }
    return values
  }
}

extension Metric.Encoded {
  fileprivate func sets(of run: TrainingRun) -> [any LabelledSamples] {
    switch self {
    case .all: [run.dataset.train, run.dataset.test]
    case .heldOut: [run.dataset.test]
    }
  }
}

extension Metric.Regression {
  fileprivate var settings: LogisticRegression.Settings {
    switch self {
    case .plain: .scikitLearn
    case .unpenalised: .unpenalised
    }
  }
}
