package import Datasets
package import Evaluation
import Training

extension TrainingRun {
  /// The values that training changes.
  package var parameterCount: Int {
    trainer.variables.filter { $0.role == .parameter }.reduce(0) { $0 + $1.spec.shape.count }
  }

  /// The betaVAE score of the model as it is, over five seeds of the score's own draws.
  ///
  /// - Throws: `ComputeError`, `DatasetError`, `EvaluationError`.
  package func betaVAEScore(
    of sets: [any LabelledSamples], _ report: (RunEvent) -> Void
  ) throws -> SampleSummary {
    try betaVAEScore(of: encodings(of: sets, report))
  }

  /// The posterior means of samples, by the model as it is.
  ///
  /// - Throws: `ComputeError`, `DatasetError`, `EvaluationError`.
  package func encodings(
    of sets: [any LabelledSamples], _ report: (RunEvent) -> Void
  ) throws -> Encodings {
    try Encodings(of: sets, by: predictor, report)
  }

  /// The betaVAE score of encodings, over five seeds of the score's own draws.
  package func betaVAEScore(
    of encodings: Encodings, regression: LogisticRegression.Settings = .scikitLearn
  ) throws(EvaluationError) -> SampleSummary {
    try BetaVAEScore.scores(
      encodings, settings: BetaVAEScore.Settings(regression: regression),
      seeds: (0..<5).map { settings.seed &+ $0 }
    ).summary
  }

  /// The area under the curve of the anomaly scores of all test samples, by the model as it is; the
  /// class that was left out of training is the positive one.
  ///
  /// - Precondition: the settings leave a class out, and the family has a decoder.
  /// - Throws: `ComputeError`, `DatasetError`, `EvaluationError`.
  package func areaUnderCurve(
    draws: Int, _ report: (RunEvent) -> Void
  ) throws -> Double {
    let samples = dataset.test
    guard let anomalous = settings.anomalousClass else {
      preconditionFailure("no class was left out of training")
    }
    let scores = try AnomalyScores(
      count: samples.count, draws: draws, seed: settings.seed, by: predictor,
      makeGenerator(),
      progress: { report(.progress("scores", done: $0, total: samples.count)) },
      values: { try samples.values(of: $0) })
    return try scores.areaUnderCurve(ofClass: anomalous, among: samples.labels)
  }
}
