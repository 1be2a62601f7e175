extension Plot {
  /// The markers on a line, at most: more would hide it.
  private static let mostMarkers = 30

  /// Draws a line through the points, with bars and markers.
  func draw(
    line series: Series, _ style: PlotStyle, _ frame: PlotFrame, _ document: inout SVGDocument
  ) {
    let number = SVGDocument.number
    var (path, bars) = ("", "")
    var isInterrupted = true
    var places: [(Double, Double)] = []
    for point in series.points {
      guard point.isFinite, let x = frame.horizontal.place(point.x),
        let y = frame.vertical.place(point.y)
      else {
        isInterrupted = true
        continue
      }
      path += "\(isInterrupted ? "M" : "L")\(number(x)) \(number(y))"
      isInterrupted = false
      places.append((x, y))
      if let error = point.error, error > 0,
        let low = frame.vertical.place(point.y - error),
        let high = frame.vertical.place(point.y + error)
      {
        bars += "M\(number(x)) \(number(low))V\(number(high))"
        for end in [low, high] { bars += "M\(number(x - 3)) \(number(end))h6" }
      }
    }
    guard !places.isEmpty else { return }
    if places.count > 1 { stroke(path, style, &document) }
    if !bars.isEmpty {
      document.add(
        "path", ["d": bars, "fill": "none", "stroke": style.color, "stroke-width": "1.2"])
    }
    let every = (places.count + Self.mostMarkers - 1) / Self.mostMarkers
    let marked = places.indices.filter { $0.isMultiple(of: every) || $0 == places.count - 1 }
    drawMarkers(marked.map { places[$0] }, radius: 3.6, style, &document)
  }

  /// Draws the points, without a line.
  func draw(
    cloud series: Series, _ style: PlotStyle, _ frame: PlotFrame, _ document: inout SVGDocument
  ) {
    let places = series.points.compactMap { Self.place($0, frame) }
    let count = self.series.reduce(0) { $0 + $1.points.count }
    drawMarkers(places, radius: count > 500 ? 2.4 : 3, style, inside: "none", &document)
  }

  /// Writes the name of each cloud in its midst, the median of its points, unless one is there already.
  func drawCloudNames(_ frame: PlotFrame, _ document: inout SVGDocument) {
    guard series.count > 1 else { return }
    let number = SVGDocument.number
    var drawn: [(x: Double, y: Double, width: Double)] = []
    for series in series where series.kind == .cloud {
      let places = series.points.compactMap { Self.place($0, frame) }
      guard !places.isEmpty else { continue }
      let x = places.map(\.0).sorted()[places.count / 2]
      let y = places.map(\.1).sorted()[places.count / 2]
      let width = PlotText.width(series.name) + 6
      let isFree = drawn.allSatisfy { other in
        abs(other.y - y) > 13 || abs(other.x - x) > (other.width + width) / 2
      }
      guard isFree else { continue }
      drawn.append((x, y, width))
      // A white seam keeps the name readable on its points.
      for (fill, width) in [("#ffffff", "4"), ("#000000", "0")] {
        document.add(
          text: series.name,
          [
            "x": number(x), "y": number(y + 4), "text-anchor": "middle", "font-weight": "bold",
            "fill": fill, "stroke": fill, "stroke-width": width, "stroke-linejoin": "round",
          ])
      }
    }
  }

  private static func place(_ point: Point, _ frame: PlotFrame) -> (Double, Double)? {
    guard point.isFinite, let x = frame.horizontal.place(point.x),
      let y = frame.vertical.place(point.y)
    else { return nil }
    return (x, y)
  }

  func stroke(_ path: String, _ style: PlotStyle, _ document: inout SVGDocument) {
    document.add(
      "path",
      [
        "d": path, "fill": "none", "stroke": style.color, "stroke-width": "1.6",
        "stroke-linejoin": "round",
        "stroke-dasharray": style.dashes.isEmpty
          ? "none" : style.dashes.map { "\($0)" }.joined(separator: " "),
      ])
  }

  /// Draws markers, all in one element.
  ///
  /// - Parameter inside: the colour within outlines.
  func drawMarkers(
    _ places: [(Double, Double)], radius: Double, _ style: PlotStyle, inside: String = "#ffffff",
    _ document: inout SVGDocument
  ) {
    guard !places.isEmpty else { return }
    let path = places.map { style.marker.path($0.0, $0.1, radius: radius) }.joined()
    document.add(
      "path",
      style.marker.isFilled
        ? ["d": path, "fill": style.color, "stroke": "#ffffff", "stroke-width": "0.4"]
        : ["d": path, "fill": inside, "stroke": style.color, "stroke-width": "1.3"])
  }
}
