public import Reporting
public import Runs

/// A table or figure of the paper as an experiment: its runs, and the results along with the paper's.
///
/// Every run has a folder of its own, so that an interrupted experiment continues where it stopped, and
/// experiments share the runs that are the same.
public protocol PaperTable: Sendable {
  associatedtype Outcome: PaperTableOutcome

  /// The name, for example `table12`.
  static var name: String { get }
  /// The models that it has runs of.
  static var models: [ModelName] { get }
  /// Whether its rows are of some numbers of labels.
  static var hasLabelCounts: Bool { get }
  /// Whether there are fewer and shorter runs than in the paper.
  var isQuick: Bool { get }
  /// The folders, and the number and the settings of the runs.
  var options: ExperimentOptions { get set }

  /// The experiment as the paper has it; or `quick`: smaller, so that it ends within the hour.
  ///
  /// - Parameter directory: the folder of results and runs; nil for `ExperimentOptions.usualDirectory`.
  init(quick: Bool, directory: String?)

  /// Trains and scores what is missing, and saves the outcome after every run.
  ///
  /// - Throws: `RunError.usage` where there is nothing to run, `Interruption` where `stop` was raised;
  ///   whatever training throws.
  func run(stop: StopSignal, _ report: (RunEvent) -> Void) throws -> Outcome
}

/// The results of an experiment; saved as JSON.
public protocol PaperTableOutcome: Sendable, Codable {
  /// The results as lines of Markdown.
  var text: String { get }
  /// The results in one line.
  var summary: String { get }
  /// Plots by what they show, in a word.
  var plots: [String: Plot] { get }
}

extension PaperTableOutcome {
  public var plots: [String: Plot] { [:] }
}
