import Evaluation
import Experiments
import Runs
import Testing

/// The rows and claims of Tables 3 to 9, and the paper's own numbers put through them.
@Suite("Claims of Tables 3 to 9")
struct PaperClaimTests {
  @Test func rowsOfTheClassifiers() throws {
    let rows = try Table3().tableRows()
    #expect(rows.count == 8 && rows.allSatisfy { $0.runs == 10 })
    #expect(rows.map(\.run.epochs) == [10, 20, 10, 20, 10, 20, 10, 20])
    #expect(rows[0].name == "ss dense, 100 labels" && rows[0].baseline == "es dense, 100 labels")
    #expect(
      rows[7].figures == [PaperFigure(.accuracy, 0.89, 0.02), PaperFigure(.logLoss, 0.6, 0.2)])
    let quick = try Table7(quick: true).tableRows()
    #expect(quick.map(\.runs) == [3, 3, 3, 3, 1, 1, 1, 1])
    #expect(quick.map(\.run.epochs) == [4, 20, 4, 20, 4, 20, 4, 20])
    let all = try Table4().tableRows()
    #expect(all.map(\.run.epochs) == [30, 30, 30, 30])
    #expect(try Table8(quick: true).tableRows().map(\.run.epochs) == [8, 8, 4, 4])
  }

  @Test func optionsCutRowsDown() throws {
    var table = Table3()
    (table.options.models, table.options.labels) = ([.dense], [.count(1_000), .count(20)])
    let rows = try table.tableRows()
    #expect(rows.map(\.figures[0].mean) == [0.9346, 0.902, nil, nil])
    #expect(table.isSelected)
    table.options.models = [.rnn]
    #expect(!table.isSelected)
    var other = Table5()
    other.options.labels = [.count(20)]
    #expect(!other.isSelected)
  }

  /// Every difference of the paper is a claim; where the paper has the same figure twice there is none.
  @Test func signsAreThePapers() throws {
    let claims = Table3().claims(TableScores(try Table3().tableRows()))
    #expect(claims.count == 8)
    let signs = claims.map { $0.text.contains("paper +") }
    #expect(signs == [true, true, true, false, true, true, true, false])
    #expect(claims[0].text.hasSuffix("(paper +0.0450)"))
    #expect(Table8().claims(TableScores(try Table8().tableRows())).count == 3)
    #expect(Table4().claims(TableScores(try Table4().tableRows())).count == 5)
  }

  /// Digit 1 loses 0.4 and 0.35, the others win 0.05 and 0.03.
  @Test func gainsOfTableFive() throws {
    var table = FilledTable(try Table5().tableRows())
    for digit in 0...9 {
      let gains = digit == 1 ? (-0.4, -0.35) : (0.05, 0.03)
      let metric = Metric.areaUnderCurve(draws: 16)
      table.fill("eu, \(digit) left out", metric, [1: 0.6, 2: 0.5])
      table.fill("ss, \(digit) left out", metric, [1: 0.6 + gains.0, 2: 0.5 + gains.1])
    }
    let claims = Table5().claims(table.scores)
    #expect(claims.map(\.reproduced) == [.yes, .yes, .yes])
    let values = try claims.map { try #require($0.value) }
    #expect(zip(values, [0.04, -0.375, -0.0015]).allSatisfy { abs($0 - $1) < 1e-12 })
    let errors = try claims.map { try #require($0.standardError) }
    #expect(zip(errors, [0.01, 0.025, 0.0065]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(claims[0].text.hasSuffix("(paper +0.041)"))
    #expect(claims[1].text.hasSuffix("(paper -0.375)"))
    #expect(claims[2].text.hasSuffix("(-0.001 ± 0.004)"))
  }

  /// By two standard errors the paper's own figures are 7 wins, 1 tie and 2 losses.
  @Test func winsOfTableNine() throws {
    let signs = Table9.classes.map { left in
      let error = 2 * (left.eu.error * left.eu.error + left.ss.error * left.ss.error).squareRoot()
      let gain = left.ss.mean - left.eu.mean
      return abs(gain) <= error ? 0 : gain > 0 ? 1 : -1
    }
    #expect(signs == [1, 1, 1, 1, 1, 1, 0, -1, 1, -1])
    let (win, tie, loss) = (
      try SampleSummary([0.02, 0.022]), try SampleSummary([-0.01, 0.01]),
      try SampleSummary([-0.02, -0.022])
    )
    let most = Table9.winsClaim([win, win, win, win, win, win, tie, tie, loss, loss])
    #expect(most.text.contains("6 wins, 2 ties, 2 losses") && most.value == 6 && most.n == 2)
    #expect(most.reproduced == .yes)
    #expect(
      Table9.winsClaim([win, win, win, win, win, tie, tie, tie, loss, loss]).reproduced == .no)
    #expect(Table9.winsClaim([win, try SampleSummary([0.02])]).reproduced == .notSettled)
    #expect(Table9.winsClaim([win, nil]).value == nil)
    let gain = Table9().claims(TableScores(try Table9().tableRows()))[0]
    #expect(gain.text.hasSuffix("(paper +0.021)"))
  }

  @Test(arguments: [
    (1, 53_735, 537), (99, 53_735, 53_198), (50, 54_051, 27_026), (1, 54, 1), (99, 54, 53),
  ])
  func sharesOfLabels(percent: Int, rows: Int, count: Int) {
    #expect(Table6.count(percent, of: rows) == count)
  }

  /// Digit 7 has a spread of 0.02 and a least gain of 0.07; digit 9 of 0.055 and 0.025 ± 0.005.
  @Test func claimsOfTableSix() throws {
    let metric = Metric.areaUnderCurve(draws: 4)
    var table = try FilledTable(
      names: "eu, 7 left out", "ss, 7 left out, 1 % labelled", "ss, 7 left out, 25 % labelled",
      "ss, 7 left out, 99 % labelled", "eu, 9 left out", "ss, 9 left out, 1 % labelled",
      "ss, 9 left out, 25 % labelled", "ss, 9 left out, 99 % labelled", metric: metric)
    let values: [(eu: Double, shares: [(Double, Double)])] = [
      (0.67, [(0.74, 0.76), (0.73, 0.75), (0.75, 0.77)]),
      (0.62, [(0.63, 0.66), (0.70, 0.70), (0.66, 0.66)]),
    ]
    for (digit, row) in zip([7, 9], values) {
      table.fill("eu, \(digit) left out", metric, [1: row.eu - 0.01, 2: row.eu + 0.01])
      for (percent, pair) in zip([1, 25, 99], row.shares) {
        table.fill(
          "ss, \(digit) left out, \(percent) % labelled", metric, [1: pair.0, 2: pair.1])
      }
    }
    let claims = Table6(quick: true).claims(table.scores)
    let found = try claims.map { try #require($0.value) }
    #expect(
      zip(found, [0.08, 0.02, 0.07, 0.025, 0.055, 0.025]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(claims.map(\.reproduced) == [.yes, .yes, .yes, .yes, .no, .no])
    #expect(claims[0].text.hasSuffix("(paper +0.082)"))
  }
}
