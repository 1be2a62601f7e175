/// The entries of a legend in rows, from left to right.
struct PlotLegend {
  /// An entry, its place relative to the legend's top left corner.
  struct Entry {
    let series: Int
    let name: String
    let x: Double
    let row: Int
  }

  let entries: [Entry]
  let rowCount: Int

  /// The pixels of a row.
  static let rowHeight = 17.0
  /// The pixels of line and marker in front of a name.
  static let symbolWidth = 28.0

  /// One series, whose name the title can say, needs no legend.
  init(_ names: [String], width: Double) {
    var entries: [Entry] = []
    var (x, row) = (0.0, 0)
    for (index, name) in names.enumerated() where names.count > 1 {
      let size = Self.symbolWidth + PlotText.width(name) + 14
      if x > 0, x + size > width { (x, row) = (0, row + 1) }
      entries.append(Entry(series: index, name: name, x: x, row: row))
      x += size
    }
    self.entries = entries
    rowCount = entries.last.map { $0.row + 1 } ?? 0
  }
}
