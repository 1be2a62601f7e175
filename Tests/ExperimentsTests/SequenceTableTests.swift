import Experiments
import Foundation
import Runs
import TestFiles
import Testing

@Suite("Tables 10 and 11")
struct SequenceTableTests {
  @Test("the rows are the paper's")
  func rows() {
    #expect(Table10().rows.map(\.labelled) == [100, 100, 1_000, 1_000, nil, nil])
    #expect(Table10().rows.map(\.paperAccuracy) == [0.630, 0.381, 0.839, 0.690, 0.917, 0.909])
    #expect(Table10().rows.map(\.paperLogLoss) == [4.000, 1.538, 0.503, 0.820, 0.310, 0.428])
    #expect(Table11().rows.map(\.paper) == [0.682, 0.641])
    #expect(Table10().options.runs == 5 && Table11().options.runs == 5)
  }

  private func prepare<Table: PaperTable>(_ table: inout Table, in folder: String) throws {
    table.options.data = folder
    (table.options.runs, table.options.epochs, table.options.device) = (2, 1, "host")
    table.options.changes = [
      try SettingChange("batchSize=4"), try SettingChange("width=0.1"),
    ]
  }

  private func withHAR(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("continuum-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try SmallHAR().write(to: "\(folder)/uci-har")
    try body(folder)
  }

  @Test func table10() throws {
    try withHAR { folder in
      var table = Table10(directory: "\(folder)/table")
      try prepare(&table, in: folder)
      table.rows = [
        .init(.ss, labelled: 3, paperAccuracy: 0.630, paperLogLoss: 4),
        .init(.es, labelled: nil, paperAccuracy: 0.909, paperLogLoss: 0.428),
      ]
      let outcome = try table.run(stop: StopSignal()) { _ in }
      #expect(outcome.rows.allSatisfy { $0.accuracy?.count == 2 && $0.logLoss?.count == 2 })
      #expect(outcome.text.contains("| ss | 3 |") && outcome.text.contains("| es | all |"))
      #expect(outcome.text.contains("0.909") && outcome.text.contains("0.428"))
      let saved = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/table/table10.json"))
      #expect(try JSONDecoder().decode(Table10Outcome.self, from: saved).text == outcome.text)
    }
  }

  @Test func table11() throws {
    try withHAR { folder in
      var table = Table11(directory: "\(folder)/table")
      try prepare(&table, in: folder)
      table.draws = 2
      let outcome = try table.run(stop: StopSignal()) { _ in }
      #expect(outcome.rows.map(\.scores.count) == [2, 2] && outcome.draws == 2)
      #expect(outcome.text.contains("| ss |") && outcome.text.contains("0.641"))
      // Other draws are another score.
      table.draws = 3
      #expect(try table.run(stop: StopSignal()) { _ in }.rows[0].scores[0].draws == 3)
    }
  }
}
