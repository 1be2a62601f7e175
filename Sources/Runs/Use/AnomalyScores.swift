import Evaluation
import Graphs
import Training

/// How unlikely samples are under a model: −(1/L) Σ log p(x | z_l, π(x)) in nats, with L codes z_l
/// drawn from the posterior of each.
struct AnomalyScores {
  /// One score for each sample.
  private(set) var means: [Double] = []
  /// The standard error of each over its draws; zero for one draw.
  private(set) var standardErrors: [Double] = []

  /// Encodes every sample once and decodes `draws` codes of it.
  ///
  /// - Parameter values: the values of some samples, one after the other.
  /// - Throws: `ComputeError`, or what `values` throws.
  init(
    count: Int, draws: Int, seed: UInt64, by predictor: Predictor, _ generator: Generator,
    progress: (_ done: Int) -> Void, values: (Range<Int>) throws -> [Float]
  ) throws {
    let philox = Philox(seed: seed, stream: RandomStream("score.noise"))
    for start in stride(from: 0, to: count, by: predictor.batchSize) {
      let rows = start..<min(start + predictor.batchSize, count)
      let batch = try PosteriorBatch(values(rows), rows, by: predictor, generator.model)
      let terms = try (0..<draws).map { draw in
        try batch.likelihoods(generator, draw: UInt32(draw), philox)
      }
      for index in 0..<rows.count {
        let drawn = terms.map { $0[index] }
        let mean: Double = drawn.reduce(0, +) / Double(draws)
        means.append(mean)
        guard draws > 1 else {
          standardErrors.append(0)
          continue
        }
        let squares = drawn.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        standardErrors.append((squares / Double(draws * (draws - 1))).squareRoot())
      }
      progress(rows.upperBound)
    }
  }

  /// How well the scores separate one class, which has the larger scores, from the others.
  ///
  /// - Throws: `EvaluationError` for a score that is not a number, or where all samples are of one
  ///   kind.
  func areaUnderCurve(ofClass positive: Int, among labels: [Int32]) throws(EvaluationError)
    -> Double
  {
    try RankStatistics.areaUnderCurve(
      scores: means, positive: labels.map { Int($0) == positive })
  }
}

extension PosteriorBatch {
  /// −log p(x | z, π(x)) of each sample for one draw of z.
  fileprivate func likelihoods(
    _ generator: Generator, draw: UInt32, _ philox: Philox
  ) throws -> [Double] {
    let model = generator.model
    let decoded = try generator.observations(
      model.observation.parameterNames, count: rows.count, z: code(draw: draw, philox),
      classes: classes)
    guard
      let terms = model.observation.negativeLogLikelihood(
        decoded, of: samples, size: model.inputShape.count)
    else { preconditionFailure("the decoder gives \(decoded.keys)") }
    return terms
  }
}
