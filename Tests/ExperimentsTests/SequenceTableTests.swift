import Experiments
import Foundation
import Runs
import TestFiles
import Testing

@Suite("Tables 10 and 11")
struct SequenceTableTests {
  @Test("the rows are the paper's")
  func rows() throws {
    let rows = try Table10().tableRows()
    #expect(
      rows.map(\.name) == [
        "ss rnn, 100 labels", "es rnn, 100 labels", "ss rnn, 1000 labels", "es rnn, 1000 labels",
        "ss rnn, all labels", "es rnn, all labels",
      ])
    #expect(rows.map(\.figures[0].mean) == [0.630, 0.381, 0.839, 0.690, 0.917, 0.909])
    #expect(rows.map(\.figures[1].mean) == [4.000, 1.538, 0.503, 0.820, 0.310, 0.428])
    let others = try Table11().tableRows()
    #expect(others.map(\.figures[0].mean) == [0.682, 0.641])
    #expect(
      (rows + others).allSatisfy { $0.runs == 5 && $0.figures.allSatisfy { $0.error == nil } })
  }

  private func prepare<Table: PaperTable>(_ table: inout Table, in folder: String) throws {
    table.options.data = folder
    (table.options.runs, table.options.epochs, table.options.device) = (2, 1, "host")
    table.options.changes = [
      try SettingChange("batchSize=4"), try SettingChange("width=0.1"),
    ]
  }

  private func withHAR(_ body: (String) throws -> Void) throws {
    try withFolder { folder in
      try SmallHAR().write(to: "\(folder)/uci-har")
      try body(folder)
    }
  }

  @Test func table10() throws {
    try withHAR { folder in
      var table = Table10(directory: "\(folder)/table")
      try prepare(&table, in: folder)
      table.options.labels = [.count(3), .all]
      let outcome = try table.run(stop: StopSignal()) { _ in }
      #expect(outcome.rows.count == 8 && outcome.rows.allSatisfy { $0.n == 2 && $0.mean != nil })
      #expect(outcome.text.contains("| ss rnn, 3 labels |"))
      #expect(outcome.text.contains("0.9090") && outcome.text.contains("0.428"))
      // The paper has no figures for 3 labels.
      #expect(outcome.claims.count == 2 && outcome.rows[0].reproduced == nil)
      #expect(outcome.rows[0].settings["acceleration"] == "total")
      let saved = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/table/table10.json"))
      #expect(try JSONDecoder().decode(TableOutcome.self, from: saved).text == outcome.text)
    }
  }

  @Test func table11() throws {
    try withHAR { folder in
      var table = Table11(directory: "\(folder)/table")
      try prepare(&table, in: folder)
      table.draws = 2
      let outcome = try table.run(stop: StopSignal()) { _ in }
      #expect(outcome.rows.map(\.n) == [2, 2] && outcome.title.contains("L = 2"))
      #expect(outcome.text.contains("| ss | auc |") && outcome.text.contains("0.6410"))
      #expect(outcome.claims.count == 1 && outcome.claims[0].n == 2)
      // Other draws are another score of the same runs.
      table.draws = 3
      var messages: [String] = []
      let other = try table.run(stop: StopSignal()) {
        if case .message(let text) = $0 { messages.append(text) }
      }
      #expect(other.title.contains("L = 3") && other.rows[0].n == 2)
      #expect(messages.count { $0.hasPrefix("nothing to train") } == 4)
    }
  }
}
