import Datasets
import Evaluation
import Training

extension FeedbackAdjustment {
  /// The adjustment for a model; scores from densities are counted from the least of the training rows'.
  ///
  /// - Parameter training: gives the training samples and the rows that trained the model; not called
  ///   for probabilities, whose scores are not negative.
  /// - Throws: `ComputeError`, or what `training` throws.
  init(
    draws: Int, seed: UInt64, by predictor: Predictor, _ generator: Generator,
    _ report: (RunEvent) -> Void, training: () throws -> (any LabelledSamples, rows: [Int])
  ) throws {
    guard case .gaussian = generator.model.observation else {
      self.init()
      return
    }
    let (samples, rows) = try training()
    let scores = try AnomalyScores(
      count: rows.count, draws: draws, seed: seed, by: predictor, generator,
      progress: { report(.progress("scores of training samples", done: $0, total: rows.count)) },
      values: { try samples.values(of: rows[$0]) })
    self.init(trainingScores: scores.means)
  }
}
