public import Evaluation
public import Models
public import Runs

/// Table 10: how well windows of UCI-HAR are classified, with growing numbers of labels, by the
/// semi-supervised model and by its encoder alone.
///
/// Both are trained for the same number of steps. The paper has one run of each.
public struct Table10: PaperTable {
  public static let name = "table10"

  /// A row with what the paper reports for it.
  public struct Row: Sendable, Hashable, Codable {
    public let family: SemiSupervisedVAE.Family
    /// Labelled windows, nil for all 7,352.
    public let labelled: Int?
    public let paperAccuracy: Double
    public let paperLogLoss: Double

    public init(
      _ family: SemiSupervisedVAE.Family, labelled: Int?, paperAccuracy: Double,
      paperLogLoss: Double
    ) {
      self.family = family
      self.labelled = labelled
      self.paperAccuracy = paperAccuracy
      self.paperLogLoss = paperLogLoss
    }

    var count: RowCount { labelled.map { .count($0) } ?? .all }
    var labels: String { labelled.map { "\($0)" } ?? "all" }
  }

  /// The paper's figures.
  public static let paperRows = [
    Row(.ss, labelled: 100, paperAccuracy: 0.630, paperLogLoss: 4.000),
    Row(.es, labelled: 100, paperAccuracy: 0.381, paperLogLoss: 1.538),
    Row(.ss, labelled: 1_000, paperAccuracy: 0.839, paperLogLoss: 0.503),
    Row(.es, labelled: 1_000, paperAccuracy: 0.690, paperLogLoss: 0.820),
    Row(.ss, labelled: nil, paperAccuracy: 0.917, paperLogLoss: 0.310),
    Row(.es, labelled: nil, paperAccuracy: 0.909, paperLogLoss: 0.428),
  ]

  public var rows = Table10.paperRows
  public var options: ExperimentOptions

  /// Five runs of each row; or `quick`: one.
  public init(quick: Bool = false, directory: String? = nil) {
    options = ExperimentOptions(
      directory: directory ?? Self.directory(quick: quick), runs: quick ? 1 : 5,
      epochs: quick ? 5 : 15)
  }

  public func run(stop: StopSignal, _ report: (RunEvent) -> Void) throws -> Table10Outcome {
    try scoreAll(
      rows: rows.map { "\($0.family), \($0.labels) labels" }, report,
      score: { index, seed in
        let row = rows[index]
        return try options.score(
          .uciHAR, in: "\(row.family)-l\(row.labels)", seed: seed,
          [
            Settings.Keys.acceleration.change(to: .total),
            Settings.Keys.family.change(to: row.family), Settings.Keys.labels.change(to: row.count),
          ],
          stop: stop, report,
          isCurrent: { (score: Table10Outcome.Score) in score.totals == options.totals },
          evaluate: { _, result in
            Table10Outcome.Score(
              seed: seed, accuracy: result.accuracy, logLoss: result.logLoss,
              totals: options.totals, steps: result.steps)
          })
      },
      outcome: { Table10Outcome(self, $0) })
  }
}

/// The results of Table 10, along with the paper's.
public struct Table10Outcome: PaperTableOutcome {
  /// One run, on the test windows.
  public struct Score: Sendable, Codable {
    public let seed: UInt64
    public let accuracy: Double?
    /// In nats.
    public let logLoss: Double?
    /// What the run was asked for.
    public let totals: ExperimentOptions.Totals
    public let steps: Int
  }

  /// One row with its runs.
  public struct Row: Sendable, Codable {
    public let row: Table10.Row
    public let scores: [Score]
    /// Over the runs; nil before the first is done.
    public let accuracy: SampleSummary?
    public let logLoss: SampleSummary?
  }

  public let rows: [Row]
  public let epochs: Int

  init(_ table: Table10, _ scores: [[Score]]) {
    rows = zip(table.rows, scores).map { row, scores in
      Row(
        row: row, scores: scores, accuracy: SampleSummary(ofAny: scores.compactMap(\.accuracy)),
        logLoss: SampleSummary(ofAny: scores.compactMap(\.logLoss)))
    }
    epochs = table.options.epochs
  }

  public var text: String {
    var table = MarkdownTable([
      "model", "labels", "accuracy ± standard error", "log-loss ± standard error", "n", "steps",
      "paper: accuracy", "log-loss (one run)",
    ])
    for row in rows {
      table.append([
        row.row.family.rawValue, row.row.labels, MarkdownTable.figure(row.accuracy, digits: 3),
        MarkdownTable.figure(row.logLoss, digits: 3), "\(row.scores.count)",
        row.scores.first.map { "\($0.steps)" } ?? "–",
        MarkdownTable.number(row.row.paperAccuracy, digits: 3),
        MarkdownTable.number(row.row.paperLogLoss, digits: 3),
      ])
    }
    return (["UCI-HAR test windows, \(epochs) epochs", ""] + table.lines).joined(separator: "\n")
  }
}
