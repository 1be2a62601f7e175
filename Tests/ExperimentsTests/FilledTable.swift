import Experiments
import Runs

/// Scores of a table that were not trained.
struct FilledTable {
  private(set) var scores: TableScores

  init(_ rows: [TableRow]) { scores = TableScores(rows) }

  /// Rows of a name alone.
  init(names: String..., metric: Metric) throws {
    try self.init(
      names.map {
        TableRow($0, try ExperimentRun(.mnist, [], epochs: 1), runs: 1, [PaperFigure(metric)])
      })
  }

  /// Gives a row its values by seed.
  mutating func fill(_ row: String, _ metric: Metric, _ values: KeyValuePairs<UInt64, Double>) {
    guard let index = scores.rows.firstIndex(where: { $0.name == row }) else {
      preconditionFailure("no row is called \(row)")
    }
    for (seed, value) in values {
      scores.append(
        RunScore(seed: seed, data: "MNIST", steps: 20, figures: [metric.key: value]),
        toRow: index)
    }
  }
}
