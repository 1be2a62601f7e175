import Reporting
import Runs

extension Table12 {
  /// The betaVAE score over the labelled pairs, a line for each number of unlabelled ones, with the
  /// paper's beside it; none before the first run.
  static func plots(_ outcome: TableOutcome) -> [String: Plot] {
    let rows = outcome.rows.filter { $0.metric == Metric.betaVAE(.all, .plain).name }
    let scored = rows.filter { $0.mean != nil }
    guard let data = outcome.data, !scored.isEmpty else { return [:] }
    let labels = Set(rows.map(labelled)).sorted()
    let pools = Set(scored.map(unlabelled)).sorted(by: >)
    func series(
      _ name: String, _ rows: [TableOutcome.Row], _ point: (TableOutcome.Row, Double) -> Plot.Point?
    ) -> Plot.Series {
      let points = rows.compactMap { row in
        labels.firstIndex(of: labelled(row)).flatMap { point(row, Double($0)) }
      }
      return Plot.Series(name, points.sorted { $0.x < $1.x })
    }
    let lines = pools.flatMap { count in
      let pool = scored.filter { unlabelled($0) == count }
      let name = "\(text(count)) unlabelled"
      return [
        series(name, pool) { row, x in
          row.mean.map { Plot.Point(x, $0, error: row.standardError) }
        },
        series("\(name), the paper", pool) { row, x in
          row.paper.map { Plot.Point(x, $0, error: row.paperStandardError) }
        },
      ]
    }
    return [
      "scores": Plot(
        "betaVAE score of the latent code, \(data)",
        horizontal: Plot.Axis("labelled pairs", places: labels.map(text)),
        vertical: Plot.Axis("betaVAE score", unit: "%"), series: lines)
    ]
  }

  private static func labelled(_ row: TableOutcome.Row) -> Int {
    count(row, Settings.Keys.labels.name)
  }

  private static func unlabelled(_ row: TableOutcome.Row) -> Int {
    count(row, Settings.Keys.unlabelled.name)
  }

  /// The pairs that a row has by one of its settings; `Int.max` for all, which are the default and not
  /// among the settings.
  private static func count(_ row: TableOutcome.Row, _ setting: String) -> Int {
    guard let text = row.settings[setting], case .count(let count) = RowCount(text) else {
      return .max
    }
    return count
  }

  private static func text(_ count: Int) -> String { count == .max ? "all" : "\(count)" }
}
