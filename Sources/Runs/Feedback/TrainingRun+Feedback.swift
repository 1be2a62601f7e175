import Datasets
import Evaluation
import Training

extension TrainingRun {
  /// The classes that weights from before the feedback lack; nil where they have no π, or there is no
  /// feedback.
  var classGrowth: ClassGrowth? {
    guard settings.feedback?.classes == .added, let head = trainer.plan.model.heads.first else {
      return nil
    }
    return ClassGrowth(head: head.name, by: FeedbackRows.classNames.count)
  }

  /// The anomaly scores of some test samples by the model as it is, adjusted where it has learned from
  /// feedback.
  ///
  /// - Precondition: the family has a decoder.
  /// - Throws: `ComputeError`, `DatasetError`.
  package func anomalyScores(
    ofTest rows: [Int], draws: Int, _ report: (RunEvent) -> Void
  ) throws -> [Double] {
    let samples = dataset.test
    let generator = try makeGenerator()
    let values = { (places: Range<Int>) throws in try samples.values(of: rows[places]) }
    let scores = try AnomalyScores(
      count: rows.count, draws: draws, seed: settings.seed, by: predictor, generator,
      progress: { report(.progress("scores", done: $0, total: rows.count)) }, values: values
    ).means
    guard settings.feedback != nil else { return scores }
    let adjustment = try FeedbackAdjustment(
      draws: draws, seed: settings.seed, by: predictor, generator, report
    ) { (dataset.train, data.trainingRows) }
    let probabilities = try FeedbackProbabilities(
      count: rows.count, by: predictor, values: values)
    return AdjustedScores(scores, probabilities, adjustment).scores
  }
}
