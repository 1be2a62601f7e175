public import Reporting
public import Runs

/// A table of the paper as an experiment: rows of settings, each trained several times with other
/// seeds, and the results along with the paper's.
///
/// Every run has a folder of its own, so that an interrupted experiment continues where it stopped.
public protocol PaperTable: Sendable {
  associatedtype Outcome: PaperTableOutcome

  /// The name, for example `table12`.
  static var name: String { get }
  /// The folders, and the number and the settings of the runs.
  var options: ExperimentOptions { get set }

  /// The experiment as the paper has it; or `quick`: smaller, so that it ends within the hour.
  ///
  /// - Parameter directory: the folder of its runs; nil for `experiments/` and its name.
  init(quick: Bool, directory: String?)

  /// Trains and scores what is missing, and saves the outcome after every run.
  ///
  /// - Throws: `RunError.usage` where there is nothing to run, `Interruption` where `stop` was raised;
  ///   whatever training throws.
  func run(stop: StopSignal, _ report: (RunEvent) -> Void) throws -> Outcome
}

/// The results of an experiment; saved as JSON.
public protocol PaperTableOutcome: Sendable, Codable {
  /// The table as lines of Markdown.
  var text: String { get }
  /// Plots by the names of their files, without an ending.
  var plots: [String: Plot] { get }
}

extension PaperTableOutcome {
  public var plots: [String: Plot] { [:] }
}

extension PaperTable {
  /// The folder where none is asked for.
  static func directory(quick: Bool) -> String { "experiments/\(name)\(quick ? "-quick" : "")" }

  /// Scores all rows seed by seed, so that an interrupted experiment has results for every row.
  ///
  /// - Parameters:
  ///   - rows: what they are called, for messages.
  ///   - score: trains and scores one run, or reads its score.
  ///   - outcome: the results of the scores so far, row by row.
  func scoreAll<Score>(
    rows: [String], _ report: (RunEvent) -> Void,
    score: (_ row: Int, _ seed: UInt64) throws -> Score,
    outcome: ([[Score]]) throws -> Outcome
  ) throws -> Outcome {
    try options.check()
    var scores = [[Score]](repeating: [], count: rows.count)
    for seed in (0..<UInt64(options.runs)).map({ options.firstSeed &+ $0 }) {
      for (index, row) in rows.enumerated() {
        report(.message("\(Self.name): \(row), seed \(seed)"))
        scores[index].append(try score(index, seed))
        try options.save(try outcome(scores), of: Self.name)
      }
    }
    return try outcome(scores)
  }
}
