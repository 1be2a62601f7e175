package import Reporting
package import Training

/// The rows of `metrics.csv` as plots over the steps: loss, its terms, log-loss and accuracy.
package struct LearningCurves {
  /// Those that have values; none before the first epoch.
  package let plots: [Plot]

  package init(_ rows: [MetricsLog.Row]) {
    let perSample = "nats per sample"
    var plots = [
      Self.plot("Training loss, its terms weighted", "loss", perSample, rows) { $0.loss },
      Self.plot("Reconstruction", "−log p(x | z)", perSample, rows) { $0.reconstruction },
      Self.plot("KL divergence", "KL", perSample, rows) { $0.kl },
      Self.plot("Log-loss of the classes", "log-loss", "nats", rows) {
        $0.logLoss ?? $0.classification
      },
      Self.plot("Accuracy", "accuracy", nil, reach: 1...1, rows) { $0.accuracy },
    ]
    var names: [String] = []
    for name in rows.flatMap({ $0.others.map(\.name) }) where !names.contains(name) {
      names.append(name)
    }
    plots += names.map { name in
      Self.plot(name, name, nil, rows) { row in row.others.first { $0.name == name }?.value }
    }
    self.plots = plots.compactMap { $0 }
  }

  /// One figure of all splits over the steps; nil where no row has it.
  private static func plot(
    _ title: String, _ name: String, _ unit: String?, reach: ClosedRange<Double>? = nil,
    _ rows: [MetricsLog.Row], _ value: (MetricsLog.Row) -> Double?
  ) -> Plot? {
    // A split has the same colour in every plot, whether or not the others are there.
    let series = ["train", "validation", "test"].enumerated().map { style, split in
      Plot.Series(
        split,
        rows.filter { $0.split == split }.compactMap { row in
          value(row).map { Plot.Point(Double(row.step), $0) }
        }, style: style)
    }.filter { !$0.points.isEmpty }
    guard !series.isEmpty else { return nil }
    let splits = series.map(\.name)
    return Plot(
      splits.count == 1 ? "\(title) (\(splits[0]))" : title,
      horizontal: Plot.Axis("step", reach: 0...0, isWhole: true),
      vertical: Plot.Axis(name, unit: unit, reach: reach), series: series)
  }
}
