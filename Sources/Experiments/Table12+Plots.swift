public import Reporting

extension Table12Outcome {
  /// The score over the labelled pairs, with the paper's beside it.
  public var plots: [String: Plot] {
    let scored = rows.filter { !$0.scores.isEmpty }
    guard let data = scored.first?.scores.first?.data else { return [:] }
    let labels = Set(rows.map(\.row.labelled)).sorted()
    let pools = Set(scored.map(\.row.unlabelled)).sorted(by: >)
    func place(_ row: Row) -> Double? { labels.firstIndex(of: row.row.labelled).map { Double($0) } }
    func series(_ name: String, _ points: [Plot.Point]) -> Plot.Series {
      Plot.Series(name, points.sorted { $0.x < $1.x })
    }
    let series = pools.flatMap { unlabelled in
      let pool = scored.filter { $0.row.unlabelled == unlabelled }
      let measured = pool.compactMap { row in
        place(row).flatMap { x in
          row.betaVAE.map { Plot.Point(x, $0.mean, error: row.standardError) }
        }
      }
      let paper = pool.compactMap { row in
        place(row).map { Plot.Point($0, row.row.paper, error: row.row.paperError) }
      }
      return [
        series("\(unlabelled) unlabelled", measured),
        series("\(unlabelled) unlabelled, the paper", paper),
      ]
    }
    return [
      "table12-scores": Plot(
        "betaVAE score of the latent code, \(data)",
        horizontal: Plot.Axis("labelled pairs", places: labels.map { "\($0)" }),
        vertical: Plot.Axis("betaVAE score", unit: "%"), series: series)
    ]
  }
}
