import Datasets
public import Devices
import Files
import Foundation
public import Training

/// Trains a run on with feedback on its anomaly scores: the paper's eq. 6.
public struct FeedbackRun: Sendable {
  /// The run's folder.
  public var run: String
  /// A file with the rows that are no anomalies although they scored as such; nil for none.
  public var falsePositives: String?
  /// A file with the rows that are anomalies although they did not score as such; nil for none.
  public var falseNegatives: String?
  /// The file or folder whose rows these are, as `ScoreRun.input`; nil for the test part of the data.
  public var input: String?
  /// The data's folder, or file of one's own; nil for the run's own.
  public var data: String?
  public var checkpoint = CheckpointStore.Link.last
  /// Where compiled kernels, measured choices and unpacked data sets are kept.
  public var cache = CacheDirectory.none
  /// The new run's folder; nil for the run's name with `-feedback`.
  public var output: String?
  public var opening = RunDirectory.Opening.new
  /// The settings in which the new run differs, such as its epochs, in their order.
  public var changes: [SettingChange] = []

  public init(_ run: String) {
    self.run = run
  }

  /// What the new run is asked for: the settings of the run, its weights, and two more classes of π. A run
  /// without labels gets a π of three classes, the third of which is all other training rows.
  ///
  /// - Throws: `RunError` of kind `usage` for a run that cannot learn from feedback, `notFound`, `badData`
  ///   for rows that are not there or there twice; `DatasetError`, `FileError`.
  public func request() throws -> TrainingRequest {
    let trained = try TrainedRun(run, cache)
    let rows = try feedback(on: trained)
    guard let weights = try trained.directory.checkpoints.checkpoint(checkpoint)?.path else {
      throw RunError.file(.notFound(path: "\(trained.directory.checkpoints.path)/\(checkpoint)"))
    }
    var request = TrainingRequest(trained.settings.dataset)
    let data = Settings.Keys.data.name
    let directory = output ?? Self.defaultOutput(run)
    // A run that is resumed keeps its own settings.
    if opening != .resume || FileKind.of(directory + "/config.json") == nil {
      request.changes = Settings.keys.filter { $0.name != data }.map {
        $0.change(toValueIn: trained.settings)
      }
      // Passes that are asked for are not cut short by the steps of the run.
      if changes.contains(where: { $0.key == Settings.Keys.epochs.name }) {
        try request.set(Settings.Keys.maxSteps, to: Int?.none)
      }
    }
    try request.learn(from: rows)
    request.changes += changes
    request.data = self.data ?? trained.settings.data
    request.cache = cache
    request.directory = directory
    request.opening = opening
    request.weights = weights + "/" + Checkpoint.File.model
    return request
  }

  private static func defaultOutput(_ run: String) -> String {
    var path = run
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path + "-feedback"
  }

  private func feedback(on trained: TrainedRun) throws -> FeedbackRows {
    let settings = trained.settings
    try check(settings)
    let (count, pictures) = try source(trained)
    let lists = try [falsePositives, falseNegatives].map { path throws(RunError) in
      try path.map { path throws(RunError) in
        try RowFile(path, count: count, pictures: pictures).rows
      } ?? []
    }
    guard !lists.joined().isEmpty else {
      throw RunError.file(
        .badData(
          path: falsePositives ?? falseNegatives ?? "feedback", found: "no row",
          expected: "rows that are false positives or false negatives",
          advice: "give one row a line, as score prints them"))
    }
    if let row = lists[1].first(where: Set(lists[0]).contains) {
      throw RunError.file(
        .badData(
          path: falseNegatives ?? "feedback", found: "row \(row), which is a false positive too",
          expected: "each row in one of the files", advice: "leave it out of one"))
    }
    return FeedbackRows(
      classes: settings.family == .eu ? .alone : .added, falsePositives: lists[0],
      falseNegatives: lists[1],
      input: input.map { URL(fileURLWithPath: $0).standardizedFileURL.path })
  }

  private func check(_ settings: Settings) throws(RunError) {
    guard falsePositives != nil || falseNegatives != nil else {
      throw .usage(
        setting: "feedback", found: "no file",
        expected: "a file of false positives, one of false negatives, or both",
        advice: "score prints the rows to choose from")
    }
    guard settings.feedback == nil else {
      throw .usage(
        setting: run, found: "a run that has learned from feedback", expected: "one that has not",
        advice: "give all feedback to the run that it was begun from")
    }
    guard settings.family != .es else {
      throw .usage(
        setting: run, found: "a run of family es, which has no decoder", expected: "ss or eu",
        advice: "train one of these families for anomaly scores")
    }
    guard settings.family == .eu || !settings.labels.isNone else {
      throw .usage(
        setting: run, found: "a run of family ss without labels", expected: "labels, or family eu",
        advice: "train a run of family eu where there are no labels")
    }
  }

  /// The number of samples that are judged, and where their pictures are.
  private func source(_ trained: TrainedRun) throws -> (count: Int, pictures: [String]?) {
    guard let input else { return (try trained.loadTest(from: data, { _ in }).samples.count, nil) }
    let samples = try InputSamples(of: input, for: trained)
    return (samples.count, samples.pictures)
  }
}

extension TrainingRequest {
  /// Adds feedback to the settings; a run of family `eu` becomes one of family `ss` without labels.
  ///
  /// - Throws: `RunError.usage` where a row is there twice.
  package mutating func learn(from feedback: FeedbackRows) throws(RunError) {
    try set(Settings.Keys.family, to: .ss)
    if feedback.classes == .alone { try set(Settings.Keys.labels, to: .count(0)) }
    try set(Settings.Keys.feedback, to: feedback)
  }
}
