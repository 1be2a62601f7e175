import Benchmarking
import Datasets
import Devices
import Evaluation
import Runs

extension Metric {
  /// Measures a trained run; its samples are encoded once for all betaVAE scores of the same pairs.
  ///
  /// - Parameter cache: where compiled kernels and measured choices are kept.
  /// - Precondition: the run's family has what the metrics are of.
  /// - Returns: the values by `key`.
  /// - Throws: `ComputeError`, `DatasetError`, `EvaluationError`.
  static func values(
    of metrics: [Metric], _ run: TrainingRun, _ result: TrainingResult,
    _ cache: CacheDirectory, _ report: (RunEvent) -> Void
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
      case .parameters: values[metric.key] = Double(run.parameterCount)
      case .imagesPerSecond:
        values[metric.key] = try Benchmark(of: run.settings, cache).run(report).imagesPerSecond
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

extension Benchmark {
  /// The training steps of a run's model, with its batch size and on its device.
  fileprivate init(of settings: Settings, _ cache: CacheDirectory) {
    guard case .paper(let model) = settings.model else {
      preconditionFailure("an experiment's run of model \(settings.model.name)")
    }
    self.init()
    self.model = model
    family = settings.family
    batchSize = settings.batchSize
    width = settings.width
    device = settings.device
    precision = settings.precision ?? .float32
    steps = Metric.timedSteps
    self.cache = cache
  }
}
