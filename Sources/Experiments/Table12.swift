public import Evaluation
import Foundation
public import Runs
import Training

/// Table 12: the betaVAE score of Small-NORB's latent code for growing numbers of labels.
///
/// Every row is trained with the same settings for the same number of steps, several times with other
/// seeds and other labelled pairs. Each run has a folder of its own, so that an experiment that was
/// interrupted goes on where it stopped.
public struct Table12: Sendable {
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
  /// The folder with Small-NORB; nil takes `environmentData`, else a rendered stand-in.
  public var data: String?
  /// The value of `CONTINUUM_DATA`.
  public var environmentData: String?
  /// The folder of the experiment.
  public var directory: String
  /// Runs of each row, with seeds and split seeds 1, 2, …
  public var runs: Int
  /// Steps of every run.
  public var steps: Int
  /// Multiplies the model's numbers of channels and hidden units.
  public var width: Double
  /// Whether only the held-out pairs are encoded for the score, not all.
  public var scoresHeldOutOnly: Bool
  public var device: String?
  /// Further settings by the key of `--set`.
  public var changes: [(key: String, value: String)] = []

  /// The experiment as the paper has it: ten epochs over the unlabelled pairs, and five runs of each
  /// row; or `quick`: a quarter of the width, 300 steps of 64 pairs, three runs, held-out pairs only.
  public init(quick: Bool = false, directory: String? = nil) {
    self.directory = directory ?? (quick ? "experiments/table12-quick" : "experiments/table12")
    runs = quick ? 3 : 5
    steps = quick ? 300 : 11_880
    width = quick ? 0.25 : 1
    scoresHeldOutOnly = quick
  }

  /// The pairs that are encoded, in words.
  var encoded: String { scoresHeldOutOnly ? "held out" : "all" }

  /// Trains and scores what is not there yet, and writes `table12.json` after every run.
  ///
  /// - Throws: `Interruption` where `stop` was raised; whatever training throws.
  public func run(stop: StopSignal, _ report: (RunEvent) -> Void) throws -> Table12Result {
    guard runs >= 1, steps >= 1 else {
      throw RunError.usage(
        setting: runs < 1 ? "runs" : "steps", found: "\(min(runs, steps))",
        expected: "at least 1", advice: "correct the number")
    }
    var scores = [[Table12Result.Score]](repeating: [], count: rows.count)
    // Seed by seed, so that what is there after an interruption compares all rows.
    for seed in 1...runs {
      for (index, row) in rows.enumerated() {
        report(
          .message(
            "table 12: \(row.unlabelled) unlabelled, \(row.labelled) labelled, seed \(seed)"))
        scores[index].append(try score(row, seed: UInt64(seed), stop: stop, report))
        let result = try Table12Result(self, scores)
        try JSONFile.write(result, to: "\(directory)/table12.json")
      }
    }
    return try Table12Result(self, scores)
  }

  /// One run's score, from its folder where it is finished.
  private func score(
    _ row: Row, seed: UInt64, stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> Table12Result.Score {
    let folder = "\(directory)/u\(row.unlabelled)-l\(row.labelled)-seed\(seed)"
    var request = TrainingRequest(.smallNORB)
    request.data = data
    request.environmentData = environmentData
    request.directory = folder
    request.opening = .resume
    request.changes =
      [
        ("labels", "\(row.labelled)"), ("unlabelled", "\(row.unlabelled)"),
        ("seed", "\(seed)"), ("splitSeed", "\(seed)"), ("width", "\(width)"),
        ("epochs", "\(steps)"), ("maxSteps", "\(steps)"), ("checkpointEvery", "500"),
      ] + (device.map { [("device", $0)] } ?? []) + changes
    let place = "\(folder)/score.json"
    // Totals may grow, so a score of fewer steps is no score of this experiment.
    if let done = try? JSONFile.read(Table12Result.Score.self, from: place),
      done.steps == steps, done.encoded == encoded
    {
      // A folder of other settings must not pass for this one.
      _ = try request.settings(
        resuming: RunDirectory(reading: folder).configuration(as: Settings.self))
      return done
    }
    var run = try TrainingRun(request, stop: stop, report: report)
    run.evaluatesEpochs = false
    let result = try run.run(stop: stop, describes: false, report: report)
    let parts = scoresHeldOutOnly ? [run.dataset.test] : [run.dataset.train, run.dataset.test]
    let encodings = try run.encodings(of: parts, report)
    let score = Table12Result.Score(
      seed: seed, data: result.data, betaVAE: try run.betaVAEScore(of: encodings).mean,
      unpenalised: try run.betaVAEScore(of: encodings, regression: .unpenalised).mean,
      categoryAccuracy: result.accuracy, steps: result.steps, encoded: encoded)
    try JSONFile.write(score, to: place)
    return score
  }
}

/// Table 12 as it came out, beside the paper's.
public struct Table12Result: Sendable, Codable {
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

  init(_ table: Table12, _ scores: [[Score]]) throws(EvaluationError) {
    var rows: [Row] = []
    for (row, scores) in zip(table.rows, scores) {
      let summary = scores.isEmpty ? nil : try SampleSummary(scores.map(\.betaVAE))
      rows.append(
        Row(row: row, scores: scores, betaVAE: summary, standardError: summary?.standardError))
    }
    self.rows = rows
    steps = table.steps
    width = table.width
    encoded = table.encoded
  }

  /// The table as lines of Markdown.
  public var text: String {
    let data = rows.lazy.flatMap(\.scores).first?.data ?? ""
    let head = [
      "betaVAE score in percent on \(data), width \(width), \(steps) steps, \(encoded) pairs encoded",
      "",
      "| unlabelled | labelled | betaVAE score ± standard error | n | unpenalised classifier "
        + "| category accuracy | paper (Small-NORB) |",
      "|---|---|---|---|---|---|---|",
    ]
    let lines = rows.map { row in
      let score = "\(Self.number(row.betaVAE?.mean)) ± \(Self.number(row.standardError))"
      let paper = "\(Self.number(row.row.paper)) ± \(Self.number(row.row.paperError))"
      let unpenalised = Self.number(Self.mean(row.scores.map(\.unpenalised)))
      let accuracy =
        row.row.labelled == 0
        ? "–" : Self.number(Self.mean(row.scores.compactMap(\.categoryAccuracy)), digits: 3)
      return "| \(row.row.unlabelled) | \(row.row.labelled) | \(score) | \(row.scores.count) "
        + "| \(unpenalised) | \(accuracy) | \(paper) |"
    }
    return (head + lines).joined(separator: "\n")
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  private static func number(_ value: Double?, digits: Int = 1) -> String {
    value.map { String(format: "%.\(digits)f", $0) } ?? "–"
  }
}
