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

  /// Two rows on small files, a narrow model and two steps.
  private func table(in folder: String, steps: Int = 2) throws -> Table12 {
    var table = Table12(quick: true, directory: "\(folder)/table")
    table.rows = [
      Table12.Row(unlabelled: 40, labelled: 0, paper: 82, paperError: 0.7),
      Table12.Row(unlabelled: 0, labelled: 20, paper: 87, paperError: 0.8),
    ]
    table.options.data = folder
    table.options.runs = 2
    (table.options.steps, table.options.epochs) = (steps, steps)
    table.width = 0.0625
    table.options.device = "host"
    table.options.changes = [try Settings.Keys.batchSize.change(to: 8)]
    return table
  }

  /// The seeds and rows whose training said that it had begun or gone on.
  private func trained(_ table: Table12) throws -> (Table12Outcome, runs: [String]) {
    var runs: [String] = []
    let result = try table.run(stop: StopSignal()) { event in
      if case .message(let text) = event, text.hasPrefix("run: ") { runs.append(text) }
    }
    return (result, runs)
  }

  @Test("a table goes on run by run")
  func resuming() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("continuum-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try SmallPairs.write(to: folder)
    let first = try trained(try table(in: folder))
    #expect(first.runs.count == 4)
    #expect(first.0.rows.map(\.scores.count) == [2, 2])
    #expect(first.0.rows.allSatisfy { $0.betaVAE?.count == 2 && $0.standardError != nil })
    #expect(first.0.text.contains("| 40 | 0 |") && first.0.text.contains("82.0 ± 0.7"))
    // Finished runs are read, a run without its score is taken up again, and gives the same score.
    try FileManager.default.removeItem(atPath: "\(folder)/table/u40-l0-seed2/score.json")
    let second = try trained(try table(in: folder))
    #expect(second.runs.count == 1 && second.runs.first?.hasSuffix("u40-l0-seed2") == true)
    #expect(second.0.text == first.0.text)
    // More steps make other scores; other settings are refused.
    let longer = try trained(try table(in: folder, steps: 3))
    #expect(longer.runs.count == 4 && longer.0.steps == 3)
    var other = try table(in: folder, steps: 3)
    other.options.changes.append(try Settings.Keys.klWeight.change(to: 1))
    #expect(throws: (any Error).self) { _ = try trained(other) }
  }
}
