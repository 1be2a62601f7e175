import Reporting
import Testing

@Suite struct ProgressLineTests {
  @Test func aLineShowsShareRateTimeAndFigures() {
    let line = ProgressLine(columns: 120).text(
      "epoch 1", done: 5, total: 10, rate: "90 img/s", secondsLeft: 61,
      figures: [("total", 181.234), ("kl", 5)])
    #expect(
      line
        == "epoch 1 ██████████░░░░░░░░░░ 5/10 90 img/s 1:01 left total 181 kl 5.0")
  }

  @Test func theFiguresOfALongRunFitOnEightyColumns() {
    let line = ProgressLine(columns: 80).text(
      "epoch 10", done: 4690, total: 4690, rate: "12679 img/s", secondsLeft: 42,
      figures: [("total", 191.3), ("rec", 186.2), ("kl", 5.83), ("class", 0.0265)])
    #expect(line.hasSuffix("class 0.0265"))
  }

  @Test(arguments: [1, 20, 40, 79, 200])
  func aLineNeverTakesMoreThanTheTerminal(columns: Int) {
    let line = ProgressLine(columns: columns).text(
      "epoch 12", done: 3, total: 1000, rate: "12345 images/s", secondsLeft: 4000,
      figures: [("total", 123.4), ("rec", 120.1), ("kl", 3.2), ("class", 0.01)])
    #expect(line.count <= columns)
  }

  @Test(arguments: [(0, 0), (5, 3), (-1, 4)])
  func oddCountsStayInside(done: Int, total: Int) {
    let line = ProgressLine(columns: 60).text("", done: done, total: total)
    #expect(line.contains("░") == (done < 0))
  }

  @Test(arguments: [
    (0.0, "0:00"), (59.6, "1:00"), (3599.0, "59:59"), (3600.0, "1:00:00"), (.infinity, "0:00"),
    (-5.0, "0:00"),
  ])
  func times(seconds: Double, text: String) {
    #expect(ProgressLine.time(seconds) == text)
  }

  @Test(arguments: [
    (181.234, "181.2"), (5.01349, "5.013"), (0.042109, "0.04211"), (12345.6, "12346"),
    (-2.5, "-2.5"), (0, "0.0"), (.nan, "nan"),
  ])
  func numbersHaveAboutFourDigits(value: Double, text: String) {
    #expect(ProgressLine.number(value) == text)
  }
}
