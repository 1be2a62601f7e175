import Reporting

/// A confusion matrix as a table of a page: a row for each label, a column for each prediction.
enum ConfusionTable {
  /// More would be no table to read.
  private static let mostClasses = 30

  /// Nil where there are too many classes.
  ///
  /// - Parameter counts: by label and prediction.
  static func table(_ counts: [[Int]], classNames: [String], head: String) -> HTMLTable? {
    guard counts.count <= mostClasses else { return nil }
    let names = counts.indices.map { classNames.indices.contains($0) ? classNames[$0] : "\($0)" }
    var table = HTMLTable(
      ["label"] + names + ["right"],
      caption: (head.isEmpty ? "" : "\(head): ")
        + "labels in rows, predictions in columns; the darker, the larger the share of the row.")
    for (label, row) in counts.enumerated() {
      let total = row.reduce(0, +)
      func share(_ count: Int) -> Double { total > 0 ? Double(count) / Double(total) : 0 }
      let percent = (1_000 * share(row[label])).rounded() / 10
      table.add(
        [HTMLTable.Cell(names[label])]
          + row.map { HTMLTable.Cell("\($0)", shade: share($0)) }
          + [HTMLTable.Cell(total > 0 ? "\(percent) %" : "–")])
    }
    return table
  }
}
