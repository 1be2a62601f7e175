import Foundation
import Reporting
import Testing

@Suite("Plots")
struct PlotTests {
  private func plot(_ series: [Plot.Series], title: String = "Title") -> Plot {
    Plot(
      title, horizontal: Plot.Axis("step", reach: 0...0, isWhole: true),
      vertical: Plot.Axis("loss", unit: "nats"), series: series)
  }

  private func line(_ values: [Double], _ name: String = "train") -> Plot.Series {
    Plot.Series(name, values.enumerated().map { Plot.Point(Double($0), $1) })
  }

  /// The lines of a picture that hold all of some texts.
  private func lines(_ plot: Plot, _ parts: String...) -> [Substring] {
    plot.svg.split(separator: "\n").filter { line in parts.allSatisfy { line.contains($0) } }
  }

  @Test("is an XML document with its title and the units of the axes")
  func document() throws {
    let plot = plot([line([3, 2, 1]), line([4, 3, 3], "test")], title: "a < b & \"c\"\u{1}")
    let parser = XMLDocumentCheck(plot.svg)
    #expect(parser.isWellFormed)
    #expect(parser.texts.contains("a < b & \"c\"\u{fffd}"))
    #expect(parser.texts.contains("loss (nats)") && parser.texts.contains("step"))
    #expect(parser.texts.contains("train") && parser.texts.contains("test"))
  }

  @Test("the same plot gives the same text")
  func determinism() {
    let plot = plot((0..<12).map { line([Double($0), 2, 1], "series \($0)") })
    #expect(plot.svg == plot.svg)
  }

  @Test("values lie where the ticks say")
  func scaling() throws {
    // Ticks from 0 to 2 on both axes: the middle point lies in the middle of both.
    let plot = plot([line([0, 1, 2])])
    let path = try #require(lines(plot, "stroke-width=\"1.6\"").first)
    let numbers = path.split { !($0.isNumber || $0 == "." || $0 == "-") }
      .compactMap { Double($0) }.prefix(6)
    try #require(numbers.count == 6)
    let (x, y) = ([numbers[0], numbers[2], numbers[4]], [numbers[1], numbers[3], numbers[5]])
    #expect(abs(x[0] + x[2] - 2 * x[1]) < 0.03 && x[0] < x[1])
    #expect(abs(y[0] + y[2] - 2 * y[1]) < 0.03 && y[0] > y[1])
  }

  @Test("what is not finite interrupts a line and is not drawn")
  func gaps() throws {
    let plot = plot([line([1, 2, .nan, 3, 4])])
    let path = try #require(lines(plot, "stroke-width=\"1.6\"").first)
    #expect(path.count { $0 == "M" } == 2 && path.count { $0 == "L" } == 2)
    #expect(!plot.svg.contains("nan") && !plot.svg.contains("inf"))
    #expect(XMLDocumentCheck(self.plot([line([.infinity])]).svg).isWellFormed)
    #expect(XMLDocumentCheck(self.plot([]).svg).isWellFormed)
  }

  @Test("series differ in more than their colour")
  func styles() {
    let plot = plot((0..<5).map { line([Double($0), 1], "series \($0)") })
    let strokes = lines(plot, "stroke-dasharray", "h22")
    #expect(
      Set(strokes.compactMap { $0.components(separatedBy: "stroke-dasharray=").last }).count
        == 5)
  }

  @Test("bars show how sure a value is")
  func errorBars() {
    let points = [Plot.Point(0, 1, error: 0.5), Plot.Point(1, 2, error: 0), Plot.Point(2, 3)]
    #expect(lines(plot([Plot.Series("s", points)]), "stroke-width=\"1.2\"").count == 1)
  }

  @Test("clouds are named in their midst")
  func clouds() {
    let plot = plot(
      [("first", 1), ("second", 1), ("third", 3)].map {
        Plot.Series($0, [Plot.Point(1, $1), Plot.Point(1, $1)], kind: .cloud)
      })
    // Twice in the plot, for the seam, and once in the legend; there is no room for two names.
    #expect(lines(plot, ">first<").count == 3 && lines(plot, ">third<").count == 3)
    #expect(lines(plot, ">second<").count == 1)
  }

  @Test("one series has no legend")
  func legend() {
    #expect(lines(plot([line([1, 2])]), ">train<").isEmpty)
    #expect(lines(plot([line([1, 2]), line([2, 1], "test")]), ">train<").count == 1)
  }
}
