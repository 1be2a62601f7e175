import Foundation

/// A table of a page.
package struct HTMLTable {
  /// A cell with what is seen of it.
  package struct Cell: Sendable {
    let text: String
    /// How dark the ground is: 0 for white to 1.
    let shade: Double?

    package init(_ text: String, shade: Double? = nil) {
      self.text = text
      self.shade = shade
    }
  }

  private let columns: [String]
  private let caption: String?
  private var rows: [[Cell]] = []

  /// - Parameter columns: the heads of the columns; none where rows say themselves what they are.
  package init(_ columns: [String], caption: String? = nil) {
    self.columns = columns
    self.caption = caption
  }

  package mutating func add(_ cells: [String]) { rows.append(cells.map { Cell($0) }) }

  package mutating func add(_ cells: [Cell]) { rows.append(cells) }

  package var isEmpty: Bool { rows.isEmpty }

  /// Columns of numbers are aligned to the right.
  package var html: String {
    let count = rows.map(\.count).reduce(columns.count, max)
    let isNumber = (0..<count).map { column in
      let texts = rows.compactMap { $0.indices.contains(column) ? $0[column].text : nil }
      return texts.contains(where: Self.isNumber)
        && texts.allSatisfy { $0.isEmpty || $0 == "–" || Self.isNumber($0) }
    }
    func cell(_ name: String, _ cell: Cell, _ column: Int) -> String {
      let kind = isNumber[column] ? " class=\"number\"" : ""
      return "<\(name)\(kind)\(Self.ground(cell))>\(cell.text.escapedForXML)</\(name)>"
    }
    var lines = ["<div class=\"wide\"><table>"]
    if let caption { lines.append("<caption>\(caption.escapedForXML)</caption>") }
    if !columns.isEmpty {
      let heads = columns.enumerated().map { cell("th", Cell($1), $0) }
      lines.append("<tr>\(heads.joined())</tr>")
    }
    lines += rows.map { row in
      "<tr>\(row.enumerated().map { cell("td", $1, $0) }.joined())</tr>"
    }
    return (lines + ["</table></div>"]).joined(separator: "\n")
  }

  /// Whether a text is a number, perhaps with a sign, separators, ± and percent.
  private static func isNumber(_ text: String) -> Bool {
    text.contains(where: \.isNumber)
      && text.allSatisfy { $0.isNumber || " .,+-−±%e:".contains($0) }
  }

  private static func ground(_ cell: Cell) -> String {
    guard let shade = cell.shade, shade > 0 else { return "" }
    let share = min(1, shade).squareRoot()
    // White to a dark blue, on which text is white.
    let color = [(255.0, 0.0), (255, 92), (255, 158)].map { light, dark in
      Int((light + share * (dark - light)).rounded())
    }
    let text = share > 0.6 ? ";color:#fff" : ""
    return " style=\"background:rgb(\(color[0]),\(color[1]),\(color[2]))\(text)\""
  }
}
