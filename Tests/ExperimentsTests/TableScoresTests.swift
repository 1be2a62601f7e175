import Evaluation
import Experiments
import Foundation
import Runs
import Testing

/// Differences of rows, seed by seed, with numbers worked out by hand.
@Suite("Scores of a table")
struct TableScoresTests {
  /// a − b is 0.1 for seed 1 and 0.2 for seed 3; c − d is 0.3 and 0.
  private func table() throws -> TableScores {
    var table = try FilledTable(names: "a", "b", "c", "d", metric: .accuracy)
    table.fill("a", .accuracy, [1: 0.9, 2: 0.8, 3: 0.7])
    table.fill("b", .accuracy, [3: 0.5, 1: 0.8])
    table.fill("c", .accuracy, [1: 0.5, 3: 0.4])
    table.fill("d", .accuracy, [1: 0.2, 3: 0.4])
    return table.scores
  }

  private func expect(
    _ summary: SampleSummary?, _ count: Int, _ mean: Double, _ standardError: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let summary = try #require(summary, sourceLocation: sourceLocation)
    #expect(summary.count == count, sourceLocation: sourceLocation)
    #expect(abs(summary.mean - mean) < 1e-12, sourceLocation: sourceLocation)
    let found = try #require(summary.standardError, sourceLocation: sourceLocation)
    #expect(abs(found - standardError) < 1e-12, sourceLocation: sourceLocation)
  }

  @Test func differencesAreOfTheSameSeeds() throws {
    let scores = try table()
    try expect(scores.summary(.accuracy, of: "a"), 3, 0.8, 0.1 / 3.0.squareRoot())
    try expect(scores.difference(.accuracy, of: "a", minus: "b"), 2, 0.15, 0.05)
    #expect(scores.difference(.accuracy, of: "a", minus: "e") == nil)
    #expect(scores.difference(.logLoss, of: "a", minus: "b") == nil)
  }

  /// The means over both pairs are 0.2 for seed 1 and 0.1 for seed 3.
  @Test func meansOverPairs() throws {
    try expect(try table().meanDifference(.accuracy, [("a", "b"), ("c", "d")]), 2, 0.15, 0.05)
  }

  /// 2.5 and 1.
  @Test func ratios() throws {
    try expect(try table().ratio(.accuracy, of: "c", over: "d"), 2, 1.75, 0.75)
  }

  /// A row is compared with the paper and with its baseline, which is better than the paper's.
  @Test func outcome() throws {
    let rows = [
      TableRow(
        "ss", try ExperimentRun(.mnist, [], epochs: 1), runs: 2,
        [PaperFigure(.logLoss, 0.80, 0.01)], baseline: "es"),
      TableRow(
        "es", try ExperimentRun(.mnist, [], epochs: 1), runs: 2,
        [PaperFigure(.logLoss, 0.75, 0.01)]),
    ]
    var table = FilledTable(rows)
    table.fill("ss", .logLoss, [1: 0.79, 2: 0.81])
    table.fill("es", .logLoss, [1: 0.59, 2: 0.60])
    let outcome = TableOutcome(
      experiment: "table0", isQuick: false, title: "table0: MNIST", differences: "ss − es",
      table.scores, settings: [["family": "ss"], ["family": "es"]],
      claims: [
        Claim(
          "log_loss", table.scores.difference(.logLoss, of: "ss", minus: "es"), paper: 0.05,
          digits: 2)
      ])
    #expect(outcome.rows.map(\.reproduced) == [.yes, .no])
    #expect(outcome.rows.map(\.remark) == [nil, "stronger baseline"])
    let difference = try #require(outcome.rows[0].difference)
    #expect(abs((difference.mean ?? 0) - 0.205) < 1e-12 && difference.n == 2)
    #expect(abs((difference.paper ?? 0) - 0.05) < 1e-12)
    #expect(
      outcome.text.contains(
        "| ss | log_loss | 0.800 ± 0.010 | 2 | 20 | 0.800 ± 0.010 | yes | +0.205 ± 0.005 | +0.050 |"
      ))
    #expect(outcome.text.contains("| no, stronger baseline |"))
    #expect(outcome.text.contains("| log_loss (paper +0.05) | 0.205 ± 0.005 | 2 | yes |"))
    #expect(outcome.summary.hasSuffix("1 of 2 figures and 1 of 1 claims reproduced, 0 not settled"))
    let document = try JSONSerialization.jsonObject(
      with: Data(try JSONDocument.text(outcome).utf8))
    let row = try #require(((document as? [String: Any])?["rows"] as? [[String: Any]])?.first)
    #expect(row["paper_standard_error"] as? Double == 0.01 && row["n"] as? Int == 2)
    #expect(row["standard_error"] is Double && row["reproduced"] as? String == "yes")
    #expect((row["settings"] as? [String: String]) == ["family": "ss"])
  }
}
