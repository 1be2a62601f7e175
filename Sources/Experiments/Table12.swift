public import Evaluation
public import Runs

/// Table 12: the betaVAE score of Small-NORB's latent code for growing numbers of labels.
///
/// Every row is trained with the same settings for the same number of steps.
public struct Table12: PaperTable {
  public static let name = "table12"

  /// A row: how many pairs are used, and what the paper reports for them.
  public struct Row: Sendable, Hashable, Codable {
    public let unlabelled: Int
    public let labelled: Int
    /// The paper's betaVAE score in percent.
    public let paper: Double
    /// The paper's ± in percent.
    public let paperError: Double

    public init(unlabelled: Int, labelled: Int, paper: Double, paperError: Double) {
      self.unlabelled = unlabelled
      self.labelled = labelled
      self.paper = paper
      self.paperError = paperError
    }
  }

  /// The six rows of the paper, in its order.
  public static let paperRows = [
    Row(unlabelled: 38_000, labelled: 0, paper: 82, paperError: 0.7),
    Row(unlabelled: 38_000, labelled: 100, paper: 76, paperError: 1.6),
    Row(unlabelled: 38_000, labelled: 300, paper: 83, paperError: 1.8),
    Row(unlabelled: 38_000, labelled: 1_000, paper: 92, paperError: 0.6),
    Row(unlabelled: 38_000, labelled: 3_000, paper: 95, paperError: 0.6),
    Row(unlabelled: 0, labelled: 1_000, paper: 87, paperError: 0.8),
  ]

  /// The rows to fill in.
  public var rows = Table12.paperRows
  public var options: ExperimentOptions
  /// Multiplies the model's numbers of channels and hidden units.
  public var width: Double
  /// Whether only the held-out pairs are encoded for the score, not all.
  public var scoresHeldOutOnly: Bool

  /// The experiment as the paper has it: ten epochs over the unlabelled pairs, and five runs of each
  /// row; or `quick`: a quarter of the width, 300 steps of 64 pairs, three runs, held-out pairs only.
  public init(quick: Bool = false, directory: String? = nil) {
    let steps = quick ? 300 : 11_880
    // An epoch has at least one step, so that the steps decide in every row.
    options = ExperimentOptions(
      directory: directory ?? Self.directory(quick: quick), runs: quick ? 3 : 5, epochs: steps,
      steps: steps)
    width = quick ? 0.25 : 1
    scoresHeldOutOnly = quick
  }

  /// The pairs that are encoded, in words.
  var encoded: String { scoresHeldOutOnly ? "held out" : "all" }

  public func run(stop: StopSignal, _ report: (RunEvent) -> Void) throws -> Table12Outcome {
    guard let steps = options.steps else {
      preconditionFailure("\(Self.name): the rows have no number of steps in common")
    }
    return try scoreAll(
      rows: rows.map { "\($0.unlabelled) unlabelled, \($0.labelled) labelled" }, report,
      score: { try score(rows[$0], seed: $1, stop: stop, report) },
      outcome: { Table12Outcome(self, steps: steps, $0) })
  }

  private func score(
    _ row: Row, seed: UInt64, stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> Table12Outcome.Score {
    try options.score(
      .smallNORB, in: "u\(row.unlabelled)-l\(row.labelled)", seed: seed,
      [
        Settings.Keys.labels.change(to: .count(row.labelled)),
        Settings.Keys.unlabelled.change(to: .count(row.unlabelled)),
        Settings.Keys.width.change(to: width),
      ], stop: stop, report,
      isCurrent: { (score: Table12Outcome.Score) in
        score.steps == options.steps && score.encoded == encoded
      },
      evaluate: { run, result in
        let sets = scoresHeldOutOnly ? [run.dataset.test] : [run.dataset.train, run.dataset.test]
        let encodings = try run.encodings(of: sets, report)
        return Table12Outcome.Score(
          seed: seed, data: result.data, betaVAE: try run.betaVAEScore(of: encodings).mean,
          unpenalised: try run.betaVAEScore(of: encodings, regression: .unpenalised).mean,
          categoryAccuracy: result.accuracy, steps: result.steps, encoded: encoded)
      })
  }
}

/// The results of Table 12, along with the paper's.
public struct Table12Outcome: PaperTableOutcome {
  /// One run.
  public struct Score: Sendable, Codable {
    public let seed: UInt64
    /// `Small-NORB` or `rendered stand-in`.
    public let data: String
    /// In percent, the mean over five draws of the score's points.
    public let betaVAE: Double
    /// The same with next to no penalty in the classifier.
    public let unpenalised: Double
    /// On the held-out pairs.
    public let categoryAccuracy: Double?
    public let steps: Int
    /// The pairs that were encoded: `held out` or `all`.
    public let encoded: String
  }

  /// One row with its runs.
  public struct Row: Sendable, Codable {
    public let row: Table12.Row
    public let scores: [Score]
    /// Over the runs, in percent; nil before the first is done.
    public let betaVAE: SampleSummary?
    public let standardError: Double?
  }

  public let rows: [Row]
  public let steps: Int
  public let width: Double
  /// The pairs that were encoded: `held out` or `all`.
  public let encoded: String

  init(_ table: Table12, steps: Int, _ scores: [[Score]]) {
    rows = zip(table.rows, scores).map { row, scores in
      let summary = SampleSummary(ofAny: scores.map(\.betaVAE))
      return Row(
        row: row, scores: scores, betaVAE: summary, standardError: summary?.standardError)
    }
    self.steps = steps
    width = table.width
    encoded = table.encoded
  }

  public var text: String {
    let data = rows.lazy.flatMap(\.scores).first?.data ?? ""
    var table = MarkdownTable([
      "unlabelled", "labelled", "betaVAE score ± standard error", "n", "unpenalised classifier",
      "category accuracy", "paper (Small-NORB)",
    ])
    for row in rows {
      let unpenalised = SampleSummary(ofAny: row.scores.map(\.unpenalised))
      let accuracy =
        row.row.labelled == 0
        ? nil : SampleSummary(ofAny: row.scores.compactMap(\.categoryAccuracy))
      table.append([
        "\(row.row.unlabelled)", "\(row.row.labelled)",
        MarkdownTable.figure(row.betaVAE, digits: 1), "\(row.scores.count)",
        MarkdownTable.number(unpenalised?.mean, digits: 1),
        MarkdownTable.number(accuracy?.mean, digits: 3),
        "\(MarkdownTable.number(row.row.paper, digits: 1)) ± "
          + MarkdownTable.number(row.row.paperError, digits: 1),
      ])
    }
    let title =
      "betaVAE score in percent on \(data), width \(width), \(steps) steps, \(encoded) pairs encoded"
    return ([title, ""] + table.lines).joined(separator: "\n")
  }
}
