import Foundation

/// A page that holds all that it shows: text, tables, and pictures as data.
package struct HTMLPage {
  private let title: String
  private var parts: [String] = []

  package init(_ title: String) {
    self.title = title
    parts.append("<h1>\(title.escapedForXML)</h1>")
  }

  package mutating func add(heading: String) {
    parts.append("<h2>\(heading.escapedForXML)</h2>")
  }

  package mutating func add(paragraph: String) {
    parts.append("<p>\(paragraph.escapedForXML)</p>")
  }

  package mutating func add(_ table: HTMLTable) { parts.append(table.html) }

  /// Adds plots, as many beside each other as there is room for.
  package mutating func add(_ plots: [Plot], caption: String? = nil) {
    guard !plots.isEmpty else { return }
    add(figure: "<div class=\"plots\">\n\(plots.map(\.svg).joined())</div>", caption)
  }

  /// Adds a picture as the text of an SVG file of this library.
  package mutating func add(svg: String, caption: String? = nil) { add(figure: svg, caption) }

  /// Adds a picture, the bytes of a PNG file.
  ///
  /// - Parameter name: what stands in its place where pictures are not shown.
  package mutating func add(png bytes: [UInt8], name: String, caption: String? = nil) {
    let data = Data(bytes).base64EncodedString()
    add(
      figure:
        "<img alt=\"\(name.escapedForXML)\" src=\"data:image/png;base64,\(data)\">", caption)
  }

  private mutating func add(figure content: String, _ caption: String?) {
    let text = caption.map { "\n<figcaption>\($0.escapedForXML)</figcaption>" } ?? ""
    parts.append("<figure>\(content)\(text)</figure>")
  }

  /// The whole page; the same parts give the same text.
  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(title.escapedForXML)</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    \(parts.joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private static let style = """
    body { font: 15px/1.45 Helvetica, Arial, sans-serif; color: #111; background: #fff;
      max-width: 1040px; margin: 2em auto; padding: 0 1em; }
    h1 { font-size: 1.6em; } h2 { font-size: 1.2em; margin-top: 2em; border-bottom: 1px solid #ccc; }
    table { border-collapse: collapse; margin: 0.8em 0; font-size: 0.93em; }
    th, td { padding: 0.2em 0.7em; border-bottom: 1px solid #ddd; text-align: left; }
    th { border-bottom-color: #444; vertical-align: bottom; }
    td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
    caption { text-align: left; color: #444; padding-bottom: 0.3em; }
    div.wide { overflow-x: auto; }
    figure { margin: 1em 0; } figcaption { color: #444; font-size: 0.93em; margin-top: 0.3em; }
    img { max-width: 100%; image-rendering: pixelated; }
    div.plots { display: flex; flex-wrap: wrap; gap: 1em; }
    svg { max-width: 100%; height: auto; }
    @media print { body { margin: 0; max-width: none; } figure, tr { break-inside: avoid; }
      td { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
    """
}
