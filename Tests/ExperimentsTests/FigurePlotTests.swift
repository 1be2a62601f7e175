import Experiments
import Reporting
import Runs
import Testing

@Suite("Plots of experiments")
struct FigurePlotTests {
  @Test("the area under the curve has a line for each class, and the paper's beside it")
  func labelShares() {
    let plot = LabelSharePlot([
      .init(
        name: "digit 7", labelShare: 10, mean: 0.73, standardError: 0.01, paper: 0.736,
        paperStandardError: 0.009),
      .init(
        name: "digit 7", labelShare: 1, mean: nil, standardError: nil, paper: 0.751,
        paperStandardError: 0.006),
      .init(
        name: "digit 9", labelShare: 1, mean: 0.66, standardError: nil, paper: 0.67,
        paperStandardError: 0.004),
    ]).plot
    #expect(
      plot.series.map(\.name) == [
        "digit 7", "digit 7, the paper", "digit 9", "digit 9, the paper",
      ])
    #expect(plot.series[0].points == [Plot.Point(10, 0.73, error: 0.01)])
    #expect(plot.series[1].points.map(\.x) == [1, 10])
  }

  private func outcome(
    _ name: String, _ scores: TableScores, settings: [[String: String]]
  ) -> TableOutcome {
    TableOutcome(
      experiment: name, isQuick: false, title: name, differences: "", scores, settings: settings,
      claims: [])
  }

  @Test("Table 6 has a line for each digit, from no labels on")
  func tableSix() throws {
    let metric = Metric.areaUnderCurve(draws: 16)
    var table = try FilledTable(
      names: "eu, 7 left out", "ss, 7 left out, 10 % labelled", "ss, 7 left out, 1 % labelled",
      metric: metric)
    let settings = [[String: String]](repeating: [:], count: 3)
    #expect(outcome("table6", table.scores, settings: settings).plots.isEmpty)
    table.fill("eu, 7 left out", metric, [1: 0.6])
    table.fill("ss, 7 left out, 10 % labelled", metric, [1: 0.5, 2: 0.75])
    let plots = outcome("table6", table.scores, settings: settings).plots
    let plot = try #require(plots["shares"])
    #expect(plots.count == 1 && plot.series.map(\.name) == ["digit 7", "digit 7, the paper"])
    #expect(plot.series[0].points.map(\.x) == [0, 10])
    #expect(plot.series[0].points.map(\.y) == [0.6, 0.625])
    #expect(outcome("table5", table.scores, settings: settings).plots.isEmpty)
  }

  @Test("Table 12 has a line for each number of unlabelled pairs, over the labelled ones")
  func tableTwelve() throws {
    let table = Table12()
    let rows = try table.tableRows()
    var filled = FilledTable(rows)
    let metric = Metric.betaVAE(.all, .plain)
    let settings = Table12.paperRows.map {
      [
        "labels": "\(RowCount.count($0.labelled))",
        "unlabelled": "\(RowCount.count($0.unlabelled))",
      ]
    }
    #expect(outcome("table12", filled.scores, settings: settings).plots.isEmpty)
    filled.fill("38000 unlabelled, 3000 labelled", metric, [1: 95])
    filled.fill("38000 unlabelled, 0 labelled", metric, [1: 82])
    filled.fill("0 unlabelled, 1000 labelled", metric, [1: 86])
    let plots = outcome("table12", filled.scores, settings: settings).plots
    let plot = try #require(plots["scores"])
    #expect(
      plot.series.map(\.name) == [
        "38000 unlabelled", "38000 unlabelled, the paper", "0 unlabelled",
        "0 unlabelled, the paper",
      ])
    #expect(plot.series[0].points == [Plot.Point(0, 82), Plot.Point(4, 95)])
    #expect(plot.series[2].points == [Plot.Point(3, 86)])
    #expect(plot.series[3].points == [Plot.Point(3, 87, error: 0.8)])
    #expect(plot.title.hasSuffix("MNIST"))
  }
}
