import Files
import Runs
import Training

/// Where an experiment finds its data and keeps its runs, and how it is carried out.
public struct ExperimentOptions: Sendable {
  /// The folder with the data; nil takes `environmentData`, and for Small-NORB else a rendered
  /// stand-in.
  public var data: String?
  /// The value of `CONTINUUM_DATA`.
  public var environmentData: String?
  /// The folder of the experiment.
  public var directory: String
  /// Runs of each row, with seeds and split seeds `firstSeed`, `firstSeed` + 1, …
  public var runs: Int
  public var firstSeed: UInt64 = 1
  /// Passes over the data of every run.
  public var epochs: Int
  /// Steps of every run, where that is fewer.
  public var steps: Int?
  public var device: String?
  /// Further settings by the key of `--set`.
  public var changes: [(key: String, value: String)] = []

  /// How long every run is trained.
  public struct Totals: Sendable, Hashable, Codable {
    public let epochs: Int
    /// Where that is fewer.
    public let steps: Int?
  }

  var totals: Totals { Totals(epochs: epochs, steps: steps) }

  init(directory: String, runs: Int, epochs: Int, steps: Int? = nil) {
    self.directory = directory
    self.runs = runs
    self.epochs = epochs
    self.steps = steps
  }

  /// Refuses numbers with which there is nothing to do.
  func check() throws(RunError) {
    for (name, value) in [("runs", runs), ("epochs", epochs), ("steps", steps ?? 1)]
    where value < 1 {
      throw .usage(
        setting: name, found: "\(value)", expected: "at least 1", advice: "correct the number")
    }
  }

  /// Saves what has come out so far as `NAME.json`.
  func save(_ outcome: some Encodable, of name: String) throws {
    try JSONFile.write(outcome, to: "\(directory)/\(name).json")
  }

  /// One run's score: read where it is there, else trained, scored and saved as `score.json` in the
  /// run's folder.
  ///
  /// - Parameters:
  ///   - folder: the run's own name below the experiment's folder.
  ///   - settings: what tells the row from the others, by the key of `--set`.
  ///   - isCurrent: whether a score that is there is one of this experiment; totals may have grown.
  ///   - evaluate: what the trained run is worth.
  func score<Score: Codable>(
    _ dataset: DatasetName, in folder: String, seed: UInt64,
    _ settings: [(key: String, value: String)], stop: StopSignal, _ report: (RunEvent) -> Void,
    isCurrent: (Score) -> Bool, evaluate: (TrainingRun, TrainingResult) throws -> Score
  ) throws -> Score {
    let place = "\(directory)/\(folder)-seed\(seed)"
    var request = TrainingRequest(dataset)
    request.data = data
    request.environmentData = environmentData
    request.directory = place
    request.opening = .resume
    request.changes =
      settings + [
        ("seed", "\(seed)"), ("splitSeed", "\(seed)"), ("epochs", "\(epochs)"),
        ("maxSteps", steps.map { "\($0)" } ?? "none"), ("checkpointEvery", "500"),
      ] + (device.map { [("device", $0)] } ?? []) + changes
    let saved = "\(place)/score.json"
    if let done = try? JSONFile.read(Score.self, from: saved), isCurrent(done) {
      // A folder of other settings must not pass for this one.
      _ = try request.settings(
        resuming: RunDirectory(reading: place).configuration(as: Settings.self))
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
