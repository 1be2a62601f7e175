/// A chart: series of points over two axes, drawn as SVG by `svg`.
///
/// Series are told apart by colour, shape of the markers and dashes at once, so that a chart can be read
/// in print and without colour vision.
public struct Plot: Sendable, Hashable {
  public var title: String
  public var horizontal: Axis
  public var vertical: Axis
  /// In the order of the legend.
  public var series: [Series]
  /// In pixels of 1/96 inch; by default half a page.
  public var width: Double
  /// In pixels.
  public var height: Double

  /// - Precondition: `width` and `height` leave room for axes: at least 200.
  public init(
    _ title: String, horizontal: Axis, vertical: Axis, series: [Series], width: Double = 480,
    height: Double = 340
  ) {
    precondition(min(width, height) >= 200, "a plot of \(width) × \(height) pixels")
    self.title = title
    self.horizontal = horizontal
    self.vertical = vertical
    self.series = series
    self.width = width
    self.height = height
  }
}
