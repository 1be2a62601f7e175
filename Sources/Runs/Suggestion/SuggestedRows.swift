import Basics
import Datasets
import Evaluation
import Graphs
import Layers
import Training

/// Unlabelled rows in the order in which they should be labelled.
struct SuggestedRows {
  /// Rows of the training part.
  let rows: [Int]
  /// What they were ranked by, as `Suggestion` says; nil at random.
  let values: [Double]?

  /// Ranks rows, the largest value first, of equal ones the smaller row; those at random are drawn with the
  /// seed.
  ///
  /// - Parameters:
  ///   - count: how many are kept.
  ///   - pool: the rows to choose from.
  ///   - draws: L, for `disagreement`.
  ///   - generator: the decoder, for `disagreement`.
  /// - Precondition: the model has what the suggestion reads.
  /// - Throws: `ComputeError`, `DatasetError`.
  init(
    _ count: Int, by suggestion: Suggestion, among pool: [Int], of samples: any LabelledSamples,
    draws: Int, seed: UInt64, _ predictor: Predictor, _ generator: () throws -> Generator,
    progress: (_ done: Int) -> Void
  ) throws {
    let values: [Double]
    switch suggestion {
    case .random:
      var shuffled = pool
      var generator = SplitMix64(seed: seed, stream: Self.stream, pass: 0)
      generator.shuffle(&shuffled)
      rows = Array(shuffled.prefix(count))
      self.values = nil
      return
    case .entropy:
      values = try Self.entropies(of: samples, pool, predictor, progress)
    case .disagreement:
      values = try Self.disagreements(
        of: samples, pool, draws, Philox(seed: seed, stream: RandomStream("suggest.noise")),
        predictor, generator(), progress)
    }
    let order = values.indices.sorted {
      values[$0] == values[$1] ? pool[$0] < pool[$1] : values[$0] > values[$1]
    }.prefix(count)
    rows = order.map { pool[$0] }
    self.values = order.map { values[$0] }
  }

  /// "SUGG" in ASCII.
  private static let stream: UInt64 = 0x5355_4747

  private static func entropies(
    of samples: any LabelledSamples, _ pool: [Int], _ predictor: Predictor,
    _ progress: (Int) -> Void
  ) throws -> [Double] {
    var values: [Double] = []
    try predictor.forEachBatch(of: samples, rows: pool, outputs: names(predictor)) { batch in
      let heads = probabilities(batch.outputs, predictor)
      values += (0..<batch.rows.count).map { row in
        heads.reduce(0) { $0 + ClassUncertainty.entropy($1[row]) }
      }
      progress(values.count)
    }
    return values
  }

  private static func disagreements(
    of samples: any LabelledSamples, _ pool: [Int], _ draws: Int, _ philox: Philox,
    _ predictor: Predictor, _ generator: Generator, _ progress: (Int) -> Void
  ) throws -> [Double] {
    var values: [Double] = []
    for start in stride(from: 0, to: pool.count, by: predictor.batchSize) {
      let rows = start..<min(start + predictor.batchSize, pool.count)
      let batch = try PosteriorBatch(
        samples.values(of: pool[rows]), rows, by: predictor, generator.model)
      let drawn = try (0..<draws).map { draw in
        let picture = try generator.generate(
          count: rows.count, z: batch.code(draw: UInt32(draw), philox), classes: batch.classes)
        let outputs = try predictor.predict(count: rows.count, outputs: names(predictor)) { _ in
          picture.values
        }
        return probabilities(outputs, predictor)
      }
      values += (0..<rows.count).map { row in
        predictor.model.heads.indices.reduce(0) { sum, head in
          sum + ClassUncertainty.disagreement(drawn.map { $0[head][row] })
        }
      }
      progress(rows.upperBound)
    }
    return values
  }

  private static func names(_ predictor: Predictor) -> Set<String> {
    Set(predictor.model.heads.map { $0.output("probabilities") })
  }

  /// Of each head.
  private static func probabilities(
    _ outputs: [String: HostTensor<Float>], _ predictor: Predictor
  ) -> [MeanProbabilities] {
    predictor.model.heads.map { head in
      let name = head.output("probabilities")
      return MeanProbabilities(outputs[name], named: name, classes: head.classes)
    }
  }
}
