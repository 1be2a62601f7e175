package import Evaluation
import Runs

/// The scores of a table's runs so far, row by row.
public struct TableScores: Sendable {
  public let rows: [TableRow]
  public private(set) var scores: [[RunScore]]

  package init(_ rows: [TableRow]) {
    precondition(
      Set(rows.map(\.name)).count == rows.count, "two rows are called the same: \(rows.map(\.name))"
    )
    self.rows = rows
    scores = [[RunScore]](repeating: [], count: rows.count)
  }

  /// What the data are; nil before the first run.
  var data: String? { scores.lazy.flatMap { $0 }.first?.data }

  package mutating func append(_ score: RunScore, toRow index: Int) { scores[index].append(score) }

  /// Whether the table has all of these rows.
  func has(_ names: String...) -> Bool { Set(names).isSubset(of: rows.map(\.name)) }

  /// The values of a row's runs by seed; none where there is no such row.
  private func values(_ metric: Metric, of name: String) -> [UInt64: Double] {
    guard let index = rows.firstIndex(where: { $0.name == name }) else { return [:] }
    let pairs = scores[index].compactMap { score in
      score.figures[metric.key].map { (score.seed, $0) }
    }
    return Dictionary(pairs) { $1 }
  }

  /// The mean of a row's runs; nil before the first.
  package func summary(_ metric: Metric, of name: String) -> SampleSummary? {
    summary(metric, of: [name]) { $0[0] }
  }

  /// The mean difference of two rows, seed by seed; nil before both have a run with the same seed.
  package func difference(
    _ metric: Metric, of name: String, minus other: String
  ) -> SampleSummary? {
    summary(metric, of: [name, other]) { $0[0] - $0[1] }
  }

  /// The mean over pairs of rows of their difference, seed by seed, over the seeds that all have.
  package func meanDifference(
    _ metric: Metric, _ pairs: [(row: String, other: String)]
  ) -> SampleSummary? {
    summary(metric, of: pairs.map(\.row) + pairs.map(\.other)) { values in
      let sum = pairs.indices.reduce(0) { $0 + values[$1] - values[pairs.count + $1] }
      return sum / Double(pairs.count)
    }
  }

  /// The mean ratio of two rows, seed by seed.
  package func ratio(_ metric: Metric, of name: String, over other: String) -> SampleSummary? {
    summary(metric, of: [name, other]) { $0[0] / $0[1] }
  }

  /// The summary, over the seeds that all of some rows have, of a figure that is computed from their
  /// values, in the order of the names.
  private func summary(
    _ metric: Metric, of names: [String], _ figure: ([Double]) -> Double
  ) -> SampleSummary? {
    let rows = names.map { values(metric, of: $0) }
    guard let first = rows.first else { return nil }
    let seeds = first.keys.filter { seed in rows.allSatisfy { $0[seed] != nil } }.sorted()
    return SampleSummary(ofAny: seeds.map { seed in figure(rows.compactMap { $0[seed] }) })
  }
}
