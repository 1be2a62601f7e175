package import Reporting

/// The area under the curve over the share of labels, as Table 6 has it: a line for each class that was
/// left out, and the paper's beside it.
package struct LabelSharePlot {
  /// One row of the table.
  package struct Row {
    /// The class that was left out, such as `digit 7`.
    package let name: String
    /// In percent.
    package let labelShare: Double
    /// Nil before the first run is done.
    package let mean: Double?
    package let standardError: Double?
    /// Nil where the paper has no figure, or gives no error.
    package let paper: Double?
    package let paperStandardError: Double?

    package init(
      name: String, labelShare: Double, mean: Double?, standardError: Double?, paper: Double?,
      paperStandardError: Double?
    ) {
      self.name = name
      self.labelShare = labelShare
      self.mean = mean
      self.standardError = standardError
      self.paper = paper
      self.paperStandardError = paperStandardError
    }
  }

  package let plot: Plot

  package init(_ rows: [Row]) {
    var names: [String] = []
    for row in rows where !names.contains(row.name) { names.append(row.name) }
    let series = names.flatMap { name in
      let own = rows.filter { $0.name == name }.sorted { $0.labelShare < $1.labelShare }
      return [
        Plot.Series(
          name,
          own.compactMap { row in
            row.mean.map { Plot.Point(row.labelShare, $0, error: row.standardError) }
          }),
        Plot.Series(
          "\(name), the paper",
          own.compactMap { row in
            row.paper.map { Plot.Point(row.labelShare, $0, error: row.paperStandardError) }
          }),
      ]
    }
    plot = Plot(
      "Anomalies found with a share of the labels",
      horizontal: Plot.Axis("normal training rows with a label", unit: "%", reach: 0...100),
      vertical: Plot.Axis("area under the ROC curve"), series: series)
  }
}
