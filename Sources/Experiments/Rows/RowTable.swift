public import Runs
import Training

/// A table of the paper whose rows are runs with different settings, each trained several times with
/// other seeds.
public protocol RowTable: PaperTable where Outcome == TableOutcome {
  /// What the table is of.
  var title: String { get }
  /// What the differences to baselines are of, such as `ss − es`.
  var differences: String { get }

  /// The rows that the options ask for.
  ///
  /// - Throws: `RunError` or `DatasetError`, where the rows depend on the data.
  func tableRows() throws -> [TableRow]

  /// Trains and scores one run of a row, or reads its score where it was saved.
  ///
  /// - Throws: as `run(stop:_:)`.
  func score(
    _ row: TableRow, seed: UInt64, stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> RunScore

  /// What the paper says about the rows; only claims whose rows are there.
  func claims(_ scores: TableScores) -> [Claim]
}

extension RowTable {
  public func score(
    _ row: TableRow, seed: UInt64, stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> RunScore {
    try options.score(row.run, seed: seed, row.figures.map(\.metric), stop: stop, report)
  }

  /// Scores the rows seed by seed, so that an interrupted table has results for every row.
  public func run(stop: StopSignal, _ report: (RunEvent) -> Void) throws -> TableOutcome {
    try check()
    let rows = try tableRows()
    guard !rows.isEmpty else { throw noRows(labels: options.labels ?? []) }
    let settings = try rows.map { row in
      try options.settings(of: options.request(row.run, seed: options.firstSeed)).texts
    }
    var scores = TableScores(rows)
    let total = rows.reduce(0) { $0 + runs(of: $1) }
    var done = 0
    for index in 0..<(rows.map { runs(of: $0) }.max() ?? 0) {
      let seed = options.firstSeed &+ UInt64(index)
      for (place, row) in rows.enumerated() where index < runs(of: row) {
        done += 1
        report(.message("\(Self.name): \(row.name), seed \(seed), run \(done) of \(total)"))
        let score = try score(row, seed: seed, stop: stop, report)
        scores.append(score, toRow: place)
        try options.save(outcome(scores, settings), of: resultName)
      }
    }
    return outcome(scores, settings)
  }

  private func runs(of row: TableRow) -> Int { options.runs ?? row.runs }

  private func outcome(_ scores: TableScores, _ settings: [[String: String]]) -> TableOutcome {
    TableOutcome(
      experiment: Self.name, isQuick: isQuick,
      title: "\(resultTitle): \(title)" + (scores.data.map { ", \($0)" } ?? ""),
      differences: differences, scores, settings: settings, claims: claims(scores))
  }
}

extension RowTable {
  /// For each row with a baseline and both figures in the paper, the claim that their difference has the
  /// paper's sign.
  func baselineClaims(_ scores: TableScores) -> [Claim] {
    scores.rows.flatMap { row in
      row.figures.compactMap { figure in
        guard let name = row.baseline, let paper = figure.mean,
          let other = scores.rows.first(where: { $0.name == name })?.paper(figure.metric),
          paper != other
        else { return nil }
        return Claim(
          "\(figure.metric.name): \(row.name) − \(name)",
          scores.difference(figure.metric, of: row.name, minus: name), paper: paper - other,
          digits: figure.metric.digits)
      }
    }
  }
}
