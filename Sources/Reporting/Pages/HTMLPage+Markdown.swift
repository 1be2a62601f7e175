extension HTMLPage {
  /// Adds what experiments print: tables of Markdown, and lines of text as a paragraph each.
  package mutating func add(markdown text: String) {
    var rows: [[String]] = []
    // The end of the text ends a table too.
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) + [Substring()] {
      if line.hasPrefix("|") {
        rows.append(Self.cells(line))
        continue
      }
      if let head = rows.first {
        var table = HTMLTable(head)
        for row in rows.dropFirst() where !row.allSatisfy(Self.isRule) { table.add(row) }
        add(table)
        rows = []
      }
      if !line.isEmpty { add(paragraph: String(line)) }
    }
  }

  private static func cells(_ line: Substring) -> [String] {
    var cells = line.dropFirst().split(separator: "|", omittingEmptySubsequences: false)
    if line.count > 1, line.hasSuffix("|") { cells.removeLast() }
    return cells.map { cell in
      String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Whether a cell belongs to the line between head and rows.
  private static func isRule(_ cell: String) -> Bool {
    cell.contains("-") && cell.allSatisfy { $0 == "-" || $0 == ":" }
  }
}
