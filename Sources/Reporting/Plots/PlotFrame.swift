/// The parts of a plot and where they lie, in pixels from the top left corner.
struct PlotFrame {
  let legend: PlotLegend
  /// The top of the legend.
  let legendTop: Double
  /// The sides of the rectangle in which series are drawn.
  let left: Double
  let right: Double
  let top: Double
  let bottom: Double
  let horizontal: PlotScale
  let vertical: PlotScale

  /// The pixels at the outer edges.
  static let margin = 12.0
  /// The pixels of the title, and those of the horizontal axis's texts.
  private static let (titleHeight, axisHeight) = (22.0, 40.0)

  init(_ plot: Plot) {
    let points = plot.series.flatMap(\.points).filter(\.isFinite)
    let heights = points.flatMap { point -> [Double] in
      let error = point.error.map { $0.isFinite ? $0 : 0 } ?? 0
      return [point.y - error, point.y + error]
    }
    legend = PlotLegend(plot.series.map(\.name), width: plot.width - 2 * Self.margin)
    legendTop = Self.margin + Self.titleHeight
    top = legendTop + Double(legend.rowCount) * PlotLegend.rowHeight + 8
    bottom = plot.height - Self.margin - Self.axisHeight
    vertical = PlotScale(plot.vertical, heights, pixels: (bottom, top), spacing: 44)
    let widest = vertical.ticks.map { PlotText.width($0.text) }.reduce(0, max)
    left = Self.margin + 20 + widest + 6
    // Half of the last tick's text stands beyond the end of the axis.
    let values = points.map(\.x)
    let trial = PlotScale(
      plot.horizontal, values, pixels: (left, plot.width - Self.margin), spacing: 72)
    let last = trial.ticks.last.map { PlotText.width($0.text) / 2 } ?? Self.margin
    right = plot.width - max(last, Self.margin) - 8
    horizontal = PlotScale(plot.horizontal, values, pixels: (left, right), spacing: 72)
  }
}
