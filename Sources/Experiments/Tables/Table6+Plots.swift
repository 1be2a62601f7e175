import Reporting

extension Table6 {
  /// The area under the curve over the share of labels, a line for each digit; none before the first run.
  static func plots(_ outcome: TableOutcome) -> [String: Plot] {
    let rows = digits.flatMap { digit in
      let names = [(digit.names.other, 0)] + shares.map { (rowName(digit, $0), $0.percent) }
      return names.compactMap { name, percent in
        outcome.rows.first { $0.name == name }.map { row in
          LabelSharePlot.Row(
            name: "digit \(digit.name)", labelShare: Double(percent), mean: row.mean,
            standardError: row.standardError, paper: row.paper,
            paperStandardError: row.paperStandardError)
        }
      }
    }
    return rows.contains { $0.mean != nil } ? ["shares": LabelSharePlot(rows).plot] : [:]
  }
}
