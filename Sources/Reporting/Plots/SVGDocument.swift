/// The elements of an SVG picture, written one after the other.
struct SVGDocument {
  private let width: Double
  private let height: Double
  private let title: String
  private var lines: [String] = []

  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  /// Adds an element without content.
  mutating func add(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    lines.append("<\(name)\(Self.text(attributes))/>")
  }

  /// Adds text.
  mutating func add(text: String, _ attributes: KeyValuePairs<String, String>) {
    lines.append("<text\(Self.text(attributes))>\(text.escapedForXML)</text>")
  }

  /// The whole picture; the same elements give the same text.
  var text: String {
    let (width, height) = (Self.number(width), Self.number(height))
    let attributes = Self.text([
      "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width) \(height)", "width": width,
      "height": height, "role": "img", "font-family": "Helvetica, Arial, sans-serif",
      "font-size": "12",
    ])
    return (["<svg\(attributes)>", "<title>\(title.escapedForXML)</title>"] + lines + ["</svg>"])
      .joined(separator: "\n") + "\n"
  }

  private static func text(_ attributes: KeyValuePairs<String, String>) -> String {
    attributes.map { " \($0)=\"\($1.escapedForXML)\"" }.joined()
  }

  /// A length in pixels, to a hundredth.
  ///
  /// - Precondition: it is finite.
  static func number(_ value: Double) -> String {
    precondition(value.isFinite, "a length of \(value) pixels")
    let rounded = (value * 100).rounded() / 100
    if rounded == rounded.rounded(), abs(rounded) < 1e15 { return "\(Int(rounded))" }
    return "\(rounded)"
  }
}
