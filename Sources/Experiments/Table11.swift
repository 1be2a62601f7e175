public import Evaluation
public import Models
public import Runs

/// Table 11: how well walking is told from the other activities of UCI-HAR as an anomaly, by models
/// that never saw it, trained with all labels or without any.
///
/// The score is the reconstruction probability over L draws, walking the positive class. The paper
/// has one run of each; its second row is the model without labels, called ES by mistake.
public struct Table11: PaperTable {
  public static let name = "table11"

  /// A row with what the paper reports for it.
  public struct Row: Sendable, Hashable, Codable {
    public let family: SemiSupervisedVAE.Family
    public let paper: Double

    public init(_ family: SemiSupervisedVAE.Family, paper: Double) {
      self.family = family
      self.paper = paper
    }
  }

  /// The paper's figures.
  public static let paperRows = [Row(.ss, paper: 0.682), Row(.eu, paper: 0.641)]

  public var rows = Table11.paperRows
  public var options: ExperimentOptions
  /// L, the codes that are drawn for each window.
  public var draws = 16
  /// Walking.
  static let anomalousClass = 0

  /// Five runs of each row; or `quick`: one.
  public init(quick: Bool = false, directory: String? = nil) {
    options = ExperimentOptions(
      directory: directory ?? Self.directory(quick: quick), runs: quick ? 1 : 5,
      epochs: quick ? 5 : 15)
  }

  public func run(stop: StopSignal, _ report: (RunEvent) -> Void) throws -> Table11Outcome {
    try scoreAll(
      rows: rows.map { "\($0.family)" }, report,
      score: { index, seed in
        let row = rows[index]
        return try options.score(
          .uciHAR, in: "\(row.family)", seed: seed,
          [
            Settings.Keys.acceleration.change(to: .total),
            Settings.Keys.family.change(to: row.family),
            Settings.Keys.anomalousClass.change(to: Self.anomalousClass),
          ],
          stop: stop, report,
          isCurrent: { (score: Table11Outcome.Score) in
            score.totals == options.totals && score.draws == draws
          },
          evaluate: { run, result in
            Table11Outcome.Score(
              seed: seed,
              areaUnderCurve: try run.areaUnderCurve(draws: draws, report), draws: draws,
              totals: options.totals, steps: result.steps)
          })
      },
      outcome: { Table11Outcome(self, $0) })
  }
}

/// The results of Table 11, along with the paper's.
public struct Table11Outcome: PaperTableOutcome {
  /// One run, on all test windows.
  public struct Score: Sendable, Codable {
    public let seed: UInt64
    /// Of the anomaly scores, walking the positive class.
    public let areaUnderCurve: Double
    public let draws: Int
    /// What the run was asked for.
    public let totals: ExperimentOptions.Totals
    public let steps: Int
  }

  /// One row with its runs.
  public struct Row: Sendable, Codable {
    public let row: Table11.Row
    public let scores: [Score]
    /// Over the runs; nil before the first is done.
    public let areaUnderCurve: SampleSummary?
  }

  public let rows: [Row]
  public let epochs: Int
  public let draws: Int

  init(_ table: Table11, _ scores: [[Score]]) {
    rows = zip(table.rows, scores).map { row, scores in
      Row(
        row: row, scores: scores,
        areaUnderCurve: SampleSummary(ofAny: scores.map(\.areaUnderCurve)))
    }
    epochs = table.options.epochs
    draws = table.draws
  }

  public var text: String {
    var table = MarkdownTable([
      "model", "AUC ± standard error", "n", "steps", "paper (one run)",
    ])
    for row in rows {
      table.append([
        row.row.family.rawValue, MarkdownTable.figure(row.areaUnderCurve, digits: 3),
        "\(row.scores.count)", row.scores.first.map { "\($0.steps)" } ?? "–",
        MarkdownTable.number(row.row.paper, digits: 3),
      ])
    }
    return
      (["UCI-HAR test windows, walking as anomaly, \(epochs) epochs, L = \(draws)", ""]
      + table.lines).joined(separator: "\n")
  }
}
