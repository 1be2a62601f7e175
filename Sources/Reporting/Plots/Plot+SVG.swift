extension Plot {
  /// The plot as an SVG picture; the same plot gives the same text.
  public var svg: String {
    var document = SVGDocument(width: width, height: height, title: title)
    let frame = PlotFrame(self)
    document.add("rect", ["width": "100%", "height": "100%", "fill": "#ffffff"])
    document.add(
      text: title,
      [
        "x": SVGDocument.number(PlotFrame.margin), "y": "25", "font-size": "13",
        "font-weight": "bold",
      ])
    drawAxes(frame, &document)
    for (index, series) in series.enumerated() {
      let style = PlotStyle(series.style ?? index)
      switch series.kind {
      case .line: draw(line: series, style, frame, &document)
      case .cloud: draw(cloud: series, style, frame, &document)
      }
    }
    // Names on top of all points.
    drawCloudNames(frame, &document)
    drawLegend(frame, &document)
    return document.text
  }

  private func drawAxes(_ frame: PlotFrame, _ document: inout SVGDocument) {
    let number = SVGDocument.number
    for tick in frame.vertical.ticks {
      guard let y = frame.vertical.place(tick.value) else { continue }
      document.add(
        "path",
        ["d": "M\(number(frame.left)) \(number(y))H\(number(frame.right))", "stroke": "#dddddd"])
      document.add(
        text: tick.text,
        ["x": number(frame.left - 7), "y": number(y + 4), "text-anchor": "end"])
    }
    for tick in frame.horizontal.ticks {
      guard let x = frame.horizontal.place(tick.value) else { continue }
      document.add(
        "path",
        ["d": "M\(number(x)) \(number(frame.bottom))v5", "stroke": "#444444"])
      document.add(
        text: tick.text,
        ["x": number(x), "y": number(frame.bottom + 18), "text-anchor": "middle"])
    }
    document.add(
      "path",
      [
        "d": "M\(number(frame.left)) \(number(frame.top))V\(number(frame.bottom))"
          + "H\(number(frame.right))",
        "fill": "none", "stroke": "#444444",
      ])
    document.add(
      text: horizontal.label,
      [
        "x": number((frame.left + frame.right) / 2), "y": number(frame.bottom + 37),
        "text-anchor": "middle",
      ])
    let middle = number((frame.top + frame.bottom) / 2)
    document.add(
      text: vertical.label,
      [
        "x": "22", "y": middle, "text-anchor": "middle", "transform": "rotate(-90 22 \(middle))",
      ])
  }

  private func drawLegend(_ frame: PlotFrame, _ document: inout SVGDocument) {
    let number = SVGDocument.number
    for entry in frame.legend.entries {
      let series = series[entry.series]
      let style = PlotStyle(series.style ?? entry.series)
      let x = PlotFrame.margin + entry.x
      let y = frame.legendTop + (Double(entry.row) + 0.5) * PlotLegend.rowHeight
      if series.kind == .line {
        stroke("M\(number(x)) \(number(y))h22", style, &document)
      }
      drawMarkers([(x + 11, y)], radius: 3.6, style, &document)
      document.add(
        text: entry.name,
        ["x": number(x + PlotLegend.symbolWidth), "y": number(y + 4)])
    }
  }
}
