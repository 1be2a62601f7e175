public import Devices
import Files
import Reporting
public import Runs
import Training

/// The folders, the runs and the settings of an experiment.
public struct ExperimentOptions: Sendable {
  /// The folder with the data; nil takes `defaultData`, and for Small-NORB else a rendered stand-in.
  public var data: String?
  /// The folder with the data where none is named.
  public var defaultData: String?
  /// Where compiled kernels, measured choices and unpacked data sets are kept.
  public var cache = CacheDirectory.none
  /// The folder with the results of experiments and with their runs, which they share.
  public var directory: String
  /// Runs of each row; nil for as many as the experiment has.
  public var runs: Int?
  /// The seed, and the split seed, of a row's first run; the next runs have the next ones.
  public var firstSeed: UInt64 = 1
  /// Passes over the data of every run; nil for as many as the experiment has.
  public var epochs: Int?
  /// Steps of every run, if that is fewer; nil for as many as the experiment has.
  public var steps: Int?
  /// The models whose rows are filled in; nil for all that the experiment has.
  public var models: [ModelName]?
  /// The numbers of labels of the rows; nil for those that the experiment has.
  public var labels: [RowCount]?
  public var device: String?
  /// Further settings of the runs.
  public var changes: [SettingChange] = []

  /// The folder where none is asked for.
  public static let usualDirectory = "experiments"

  init(directory: String?) {
    self.directory = directory ?? Self.usualDirectory
  }

  /// Refuses numbers out of range, a number of labels that is there twice, and one seed for all runs.
  func check() throws(RunError) {
    for (name, value, range) in [
      ("runs", runs ?? 1, 1...1_000), ("epochs", epochs ?? 1, 1...Settings.Keys.mostEpochs),
      ("steps", steps ?? 1, 1...Settings.Keys.mostSteps),
    ] where !range.contains(value) {
      throw .usage(
        setting: name, found: "\(value)",
        expected: "at least \(range.lowerBound) and at most \(range.upperBound)",
        advice: "correct the number")
    }
    if let labels, Set(labels).count != labels.count {
      throw .usage(
        setting: Settings.Keys.labels.name, found: labels.map(\.description).joined(separator: ","),
        expected: "each number once", advice: "leave out the others")
    }
    if changes.contains(where: { $0.key == Settings.Keys.seed.name }) {
      throw .usage(
        setting: Settings.Keys.seed.name, found: "one seed for all runs",
        expected: "the first of their seeds", advice: "every run of a row has a seed of its own")
    }
  }

  /// Saves the results so far as `NAME.json`, for people as `NAME.md`, and their plots as `NAME-PLOT.svg`.
  func save(_ outcome: some PaperTableOutcome, of name: String) throws {
    try JSONFile.write(outcome, to: "\(directory)/\(name).json")
    try AtomicFile.write(
      outcome.text + "\n", to: "\(directory)/\(name)\(ExperimentReport.textEnding)")
    for (plot, content) in outcome.plots {
      try AtomicFile.write(content.svg, to: "\(directory)/\(name)-\(plot).svg")
    }
  }

  /// Those of an experiment's models that are asked for.
  func selected(_ models: [ModelName]) -> [ModelName] {
    models.filter { self.models?.contains($0) ?? true }
  }
}
