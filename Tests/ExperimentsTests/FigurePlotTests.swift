import Experiments
import Reporting
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
}
