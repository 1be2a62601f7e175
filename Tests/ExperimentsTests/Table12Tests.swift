import Experiments
import Foundation
import Runs
import TestFiles
import Testing

@Suite("Table 12")
struct Table12Tests {
  @Test("the rows are the paper's")
  func rows() {
    #expect(Table12.paperRows.map(\.labelled) == [0, 100, 300, 1_000, 3_000, 1_000])
    #expect(Table12.paperRows.map(\.unlabelled) == [38_000, 38_000, 38_000, 38_000, 38_000, 0])
    #expect(Table12.paperRows.map(\.paper) == [82, 76, 83, 92, 95, 87])
    #expect(Table12().rows == Table12.paperRows)
  }

  @Test func claims() throws {
    let claims = Table12().claims(TableScores(try Table12().tableRows()))
    #expect(
      claims.map { String($0.text.suffix(11)) }
        == [" (paper -6)", "(paper +10)", "(paper +13)", " (paper +5)"])
    var some = Table12()
    some.options.labels = [.count(0), .count(100), .count(40)]
    #expect(try some.tableRows().map(\.figures[0].mean) == [82, 76, nil])
    #expect(some.claims(TableScores(try some.tableRows())).count == 1)
  }

  /// Two rows on small files, a narrow model and two steps.
  private func table(in folder: String, steps: Int = 2) throws -> Table12 {
    var table = Table12(quick: true, directory: "\(folder)/table")
    table.rows = [
      Table12.Row(unlabelled: 40, labelled: 0, paper: 82, paperError: 0.7),
      Table12.Row(unlabelled: 0, labelled: 20, paper: 87, paperError: 0.8),
    ]
    table.options.data = folder
    table.options.runs = 2
    table.options.steps = steps
    table.width = 0.0625
    table.options.device = "host"
    table.options.changes = [try Settings.Keys.batchSize.change(to: 8)]
    return table
  }

  /// The runs whose training said that it had begun or gone on.
  private func trained(_ table: Table12) throws -> (TableOutcome, runs: [String]) {
    var runs: [String] = []
    let result = try table.run(stop: StopSignal()) { event in
      if case .message(let text) = event, text.hasPrefix("run: ") { runs.append(text) }
    }
    return (result, runs)
  }

  @Test("a table goes on run by run")
  func resuming() throws {
    try withFolder { folder in
      try SmallPairs.write(to: folder)
      let first = try trained(try table(in: folder))
      #expect(first.runs.count == 4 && Set(first.runs).count == 4)
      // Two scores without labels, and the accuracy too with labels.
      #expect(first.0.rows.map(\.metric).count { $0.hasPrefix("beta_vae") } == 4)
      #expect(first.0.rows.count == 5)
      #expect(first.0.rows.allSatisfy { $0.n == 2 && $0.standardError != nil && $0.steps == 2 })
      #expect(first.0.text.contains("| 40 unlabelled, 0 labelled | beta_vae |"))
      #expect(first.0.text.contains("82.0 ± 0.7"))
      // Finished runs are read, a run without its score is taken up again, and gives the same score.
      let run = try #require(first.runs.first { $0.contains("-lnone-") && $0.hasSuffix("-seed2") })
      try FileManager.default.removeItem(atPath: "\(run.dropFirst("run: ".count))/score.json")
      let second = try trained(try table(in: folder))
      #expect(second.runs == [run] && second.0.text == first.0.text)
      // Other settings make other runs.
      var other = try table(in: folder, steps: 1)
      other.options.runs = 1
      #expect(try trained(other).runs.count == 2)
      other.options.changes.append(try Settings.Keys.klWeight.change(to: 1))
      #expect(try trained(other).runs.count == 2)
    }
  }

  @Test func oneSeedForAllRunsIsRefused() throws {
    var table = Table12(quick: true)
    table.options.changes = [try SettingChange("seed=3")]
    #expect(throws: (any Error).self) { _ = try trained(table) }
  }
}
