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
  /// The folder of the experiment.
  public var directory: String
  /// Runs of each row, with seeds and split seeds `firstSeed`, `firstSeed` + 1, …
  public var runs: Int
  public var firstSeed: UInt64 = 1
  /// Passes over the data of every run.
  public var epochs: Int
  /// Steps of every run, if that is fewer.
  public var steps: Int?
  public var device: String?
  /// Further settings of the runs.
  public var changes: [SettingChange] = []

  /// How long every run is trained.
  public struct Totals: Sendable, Hashable, Codable {
    public let epochs: Int
    /// Nil for as many as the epochs have.
    public let steps: Int?
  }

  var totals: Totals { Totals(epochs: epochs, steps: steps) }

  init(directory: String, runs: Int, epochs: Int, steps: Int? = nil) {
    self.directory = directory
    self.runs = runs
    self.epochs = epochs
    self.steps = steps
  }

  /// Refuses numbers out of range.
  func check() throws(RunError) {
    for (name, value, range) in [
      ("runs", runs, 1...1_000), ("epochs", epochs, 1...Settings.Keys.mostEpochs),
      ("steps", steps ?? 1, 1...Settings.Keys.mostSteps),
    ] where !range.contains(value) {
      throw .usage(
        setting: name, found: "\(value)",
        expected: "at least \(range.lowerBound) and at most \(range.upperBound)",
        advice: "correct the number")
    }
  }

  /// The settings for how long every run is trained.
  private var totalChanges: [SettingChange] {
    get throws(RunError) {
      [
        try Settings.Keys.epochs.change(to: epochs), try Settings.Keys.maxSteps.change(to: steps),
        try Settings.Keys.checkpointEvery.change(to: 500),
      ]
    }
  }

  /// Saves the results so far as `NAME.json`, for people as `NAME.md`, and their plots as SVG.
  func save(_ outcome: some PaperTableOutcome, of name: String) throws {
    try JSONFile.write(outcome, to: "\(directory)/\(name).json")
    try AtomicFile.write(
      outcome.text + "\n", to: "\(directory)/\(name)\(ExperimentReport.textEnding)")
    for (plot, content) in outcome.plots {
      try AtomicFile.write(content.svg, to: "\(directory)/\(plot).svg")
    }
  }

  /// One run's score: read if it was saved, else the run is trained and scored, and the score saved as
  /// `score.json` in its folder.
  ///
  /// - Parameters:
  ///   - folder: the run's own name below the experiment's folder.
  ///   - settings: what tells the row from the others.
  ///   - isCurrent: whether a score that is there is one of this experiment; totals may have grown.
  ///   - evaluate: scores the trained run.
  func score<Score: Codable>(
    _ dataset: DatasetName, in folder: String, seed: UInt64,
    _ settings: [SettingChange], stop: StopSignal, _ report: (RunEvent) -> Void,
    isCurrent: (Score) -> Bool, evaluate: (TrainingRun, TrainingResult) throws -> Score
  ) throws -> Score {
    let place = "\(directory)/\(folder)-seed\(seed)"
    var request = TrainingRequest(.known(dataset))
    request.data = data
    request.defaultData = defaultData
    request.cache = cache
    request.directory = place
    request.opening = .resume
    request.changes = settings
    try request.set(Settings.Keys.seed, to: seed)
    try request.set(Settings.Keys.splitSeed, to: seed)
    request.changes += try totalChanges
    if let device { try request.set(Settings.Keys.device, to: device) }
    request.changes += changes
    let saved = "\(place)/score.json"
    if let done = try? JSONFile.read(Score.self, from: saved), isCurrent(done) {
      // A folder of other settings must not pass for this one.
      _ = try request.settings(resuming: RunDirectory(reading: place).settings())
      return done
    }
    var run = try TrainingRun(request, stop: stop, report: report)
    run.evaluatesEpochs = false
    let result = try run.run(stop: stop, describes: false, report: report)
    let score = try evaluate(run, result)
    try JSONFile.write(score, to: saved)
    return score
  }
}
