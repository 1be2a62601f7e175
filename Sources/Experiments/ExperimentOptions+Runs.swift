import Basics
import Files
import Runs
import Training

extension ExperimentOptions {
  /// The steps between checkpoints of a run.
  private static let checkpointEvery = 500

  /// What a run of an experiment is asked for. Its folder is named after its settings and its seed, so
  /// that experiments find each other's runs.
  ///
  /// - Throws: `RunError.usage` for settings that contradict each other.
  func request(_ run: ExperimentRun, seed: UInt64) throws -> TrainingRequest {
    var request = TrainingRequest(.known(run.dataset))
    request.data = data
    request.defaultData = defaultData
    request.cache = cache
    request.opening = .resume
    request.changes = run.changes
    try request.set(Settings.Keys.seed, to: seed)
    try request.set(Settings.Keys.splitSeed, to: seed)
    try request.set(Settings.Keys.epochs, to: epochs ?? run.epochs)
    try request.set(Settings.Keys.maxSteps, to: steps ?? run.steps)
    try request.set(Settings.Keys.checkpointEvery, to: Self.checkpointEvery)
    if let device { try request.set(Settings.Keys.device, to: device) }
    request.changes += changes
    request.directory = "\(directory)/\(try Self.folder(of: settings(of: request)))"
    return request
  }

  /// The folder of a run.
  ///
  /// - Throws: `RunError.usage` for settings that contradict each other.
  func folder(_ run: ExperimentRun, seed: UInt64) throws -> String {
    Self.folder(of: try request(run, seed: seed))
  }

  /// The folder that a request names.
  static func folder(of request: TrainingRequest) -> String {
    guard let folder = request.directory else {
      preconditionFailure("the request of an experiment's run names its folder")
    }
    return folder
  }

  /// The settings of a run; where no data are known, as of data in the current folder.
  func settings(of request: TrainingRequest) throws -> Settings {
    var request = request
    request.data = request.data ?? request.defaultData ?? "."
    return try request.settings()
  }

  /// The name of a run's folder, such as `mnist-dense-ss-l100-0a1b2c3d-seed1`: the digits are a hash of
  /// all settings but the seed and where the run is.
  private static func folder(of settings: Settings) throws -> String {
    var common = settings
    common.seed = 0
    // The difference, which is 0 unless a split seed was asked for.
    common.splitSeed = settings.splitSeed &- settings.seed
    var hash = StableHash()
    hash.combine(try JSONDocument.line(common))
    return "\(settings.dataset)-\(settings.model.name)-\(settings.family.rawValue)-"
      + "l\(settings.labels)-\(hash.hexadecimal.suffix(8))-seed\(settings.seed)"
  }

  /// One run's score: read where it was saved, else the run is trained to its end, or goes on where it
  /// stopped, and is scored; the score is saved in its folder. The last step counts, and no epoch is
  /// evaluated before.
  ///
  /// - Parameters:
  ///   - file: the name of the score's file.
  ///   - isCurrent: whether a score that is there is all that is asked for.
  ///   - evaluate: scores the trained run; gets the score that is there, if there is one.
  /// - Throws: `Interruption` where `stop` was raised; whatever training and scoring throw.
  func score<Score: Codable>(
    _ run: ExperimentRun, seed: UInt64, in file: String, stop: StopSignal,
    _ report: (RunEvent) -> Void, isCurrent: (Score) -> Bool,
    evaluate: (TrainingRun, TrainingResult, Score?) throws -> Score
  ) throws -> Score {
    try score(
      request(run, seed: seed), in: file, stop: stop, report, isCurrent: isCurrent,
      evaluate: evaluate)
  }

  /// As above, of a run that a request in a folder of this experiment asks for.
  func score<Score: Codable>(
    _ request: TrainingRequest, in file: String, stop: StopSignal, _ report: (RunEvent) -> Void,
    isCurrent: (Score) -> Bool,
    evaluate: (TrainingRun, TrainingResult, Score?) throws -> Score
  ) throws -> Score {
    let folder = Self.folder(of: request)
    let path = "\(folder)/\(file)"
    // A file that is missing or of another kind is written anew.
    let saved = try? JSONFile.read(Score.self, from: path)
    if let saved, isCurrent(saved) {
      // A folder of other settings must not pass for this one.
      _ = try request.settings(resuming: RunDirectory(reading: folder).settings())
      return saved
    }
    var training = try TrainingRun(request, stop: stop, report: report)
    training.evaluatesEpochs = false
    let result = try training.run(stop: stop, describes: false, report: report)
    let score = try evaluate(training, result, saved)
    try JSONFile.write(score, to: path)
    return score
  }

  /// What was measured on a run, as `score.json` in its folder; what another experiment has measured
  /// stays there.
  ///
  /// - Throws: as above.
  func score(
    _ run: ExperimentRun, seed: UInt64, _ metrics: [Metric], stop: StopSignal,
    _ report: (RunEvent) -> Void
  ) throws -> RunScore {
    try score(
      run, seed: seed, in: RunScore.fileName, stop: stop, report,
      isCurrent: { saved in metrics.allSatisfy { saved.figures[$0.key] != nil } },
      evaluate: { training, result, saved in
        let known = saved?.figures ?? [:]
        let missing = metrics.filter { known[$0.key] == nil }
        let measured = try Metric.values(of: missing, training, result, cache, report)
        return RunScore(
          seed: seed, data: result.data, steps: result.steps,
          figures: known.merging(measured) { $1 })
      })
  }
}
