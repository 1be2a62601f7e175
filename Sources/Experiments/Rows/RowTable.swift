public import Runs
import Training

/// A table of the paper whose rows are runs with different settings, each trained several times with
/// other seeds.
public protocol RowTable: PaperTable where Outcome == TableOutcome {
  /// Whether there are fewer and shorter runs than in the paper.
  var isQuick: Bool { get }
  /// What the table is of.
  var title: String { get }
  /// What the differences to baselines are of, such as `ss − es`.
  var differences: String { get }
  /// The models whose rows it has.
  static var models: [ModelName] { get }
  /// Whether its rows are of some numbers of labels.
  static var hasLabelCounts: Bool { get }

  /// The rows that the options ask for.
  ///
  /// - Throws: `RunError` or `DatasetError`, where the rows depend on the data.
  func tableRows() throws -> [TableRow]

  /// What the paper says about the rows; only claims whose rows are there.
  func claims(_ scores: TableScores) -> [Claim]
}

extension RowTable {
  public static var hasLabelCounts: Bool { false }

  public var isSelected: Bool {
    !options.selected(Self.models).isEmpty && (options.labels == nil || Self.hasLabelCounts)
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
        let score = try options.score(
          row.run, seed: seed, row.figures.map(\.metric), stop: stop, report)
        scores.append(score, toRow: place)
        try options.save(outcome(scores, settings), of: resultName)
      }
    }
    return outcome(scores, settings)
  }

  /// What the results are saved as.
  private var resultName: String { isQuick ? "\(Self.name)-quick" : Self.name }

  private func runs(of row: TableRow) -> Int { options.runs ?? row.runs }

  private func outcome(_ scores: TableScores, _ settings: [[String: String]]) -> TableOutcome {
    let data = scores.scores.lazy.flatMap { $0 }.first?.data
    let place = [Self.name, isQuick ? "(quick, smaller than the paper's)" : nil].compactMap { $0 }
    return TableOutcome(
      experiment: Self.name, isQuick: isQuick,
      title: place.joined(separator: " ") + ": " + title + (data.map { ", \($0)" } ?? ""),
      differences: differences, scores, settings: settings, claims: claims(scores))
  }

  /// Refuses numbers out of range, and models or labels that the table does not have.
  private func check() throws(RunError) {
    try options.check()
    if let models = options.models, options.selected(Self.models).isEmpty {
      throw .usage(
        setting: "models", found: models.map(\.rawValue).joined(separator: ","),
        expected: Self.models.map(\.rawValue).joined(separator: " or "),
        advice: "\(Self.name) has no rows of other models")
    }
    if let labels = options.labels, !Self.hasLabelCounts { throw noRows(labels: labels) }
  }

  private func noRows(labels: [RowCount]) -> RunError {
    .usage(
      setting: Settings.Keys.labels.name, found: labels.map(\.description).joined(separator: ","),
      expected: Self.hasLabelCounts ? "numbers of labels" : "none",
      advice: "\(Self.name) has no such rows")
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
