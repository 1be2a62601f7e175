import Experiments
import Runs
import Testing

/// Rows and claims of the experiments on feedback and on suggested labels.
@Suite struct LabelExperimentTests {
  @Test func rowsOfFeedback() throws {
    let rows = try Feedback().tableRows()
    #expect(rows.count == 12 && rows.allSatisfy { $0.runs == 5 })
    #expect(rows[1].name == "digit 1, all labels, K = 30")
    #expect(rows[1].baseline == "digit 1, all labels, K = 0" && rows[0].baseline == nil)
    #expect(rows[11].name == "digit 7, no labels, K = 300")
    let quick = try Feedback(quick: true).tableRows()
    #expect(quick.count == 6 && quick.allSatisfy { $0.runs == 1 && $0.run.epochs == 4 })
    #expect(quick[0].figures.map(\.metric) == [.areaUnderCurve(draws: 4)])
  }

  @Test func claimsOfFeedback() throws {
    let feedback = Feedback(quick: true)
    let metric = Metric.areaUnderCurve(draws: 4)
    var table = FilledTable(try feedback.tableRows())
    for labels in ["all", "no"] {
      let digit = "digit 1, \(labels) labels, K ="
      table.fill("\(digit) 0", metric, [1: 0.1, 2: 0.12])
      table.fill("\(digit) 30", metric, [1: 0.2, 2: 0.2])
      table.fill("\(digit) 300", metric, [1: 0.1, 2: 0.1])
    }
    let claims = feedback.claims(table.scores)
    #expect(claims.count == 5)
    // 0.1 and 0.08: far above 0; 0 and −0.02 are not.
    #expect(claims.map(\.reproduced) == [.yes, .no, .yes, .no, .yes])
    #expect(abs((claims[4].value ?? 0) - 0.04) < 1e-9)
  }

  @Test func rowsOfSuggestions() throws {
    let rows = try Suggest().tableRows()
    #expect(rows.count == 16 && rows.allSatisfy { $0.runs == 3 })
    #expect(rows[0].name == "20 labels at random" && rows[0].baseline == nil)
    #expect(
      rows.suffix(3).map(\.name) == [
        "120 labels by entropy", "120 labels by disagreement", "120 labels at random",
      ])
    #expect(rows[13].baseline == "120 labels at random" && rows[15].baseline == nil)
  }

  @Test func claimsOfSuggestions() throws {
    let suggest = Suggest(quick: true)
    var table = FilledTable(try suggest.tableRows())
    for labels in [40, 60, 80, 100, 120] {
      table.fill("\(labels) labels at random", .accuracy, [1: 0.5, 2: 0.5, 3: 0.5])
      table.fill("\(labels) labels by entropy", .accuracy, [1: 0.6, 2: 0.6, 3: 0.61])
      let last = labels == 120 ? 0.3 : 0.6
      table.fill("\(labels) labels by disagreement", .accuracy, [1: last, 2: last, 3: 0.6])
    }
    let claims = suggest.claims(table.scores)
    #expect(claims.count == 4 && claims.map(\.reproduced) == [.yes, .yes, .no, .yes])
  }
}
