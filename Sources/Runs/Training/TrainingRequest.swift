import Foundation
public import Training

/// What a user asked for: only what was said, so that a run that goes on keeps its other settings.
public struct TrainingRequest: Sendable {
  public let dataset: DatasetName
  /// Settings by the key of `--set`, in the order in which they apply.
  public var changes: [(key: String, value: String)] = []
  /// The folder with the data; nil takes the run's own, else `environmentData`.
  public var data: String?
  /// The value of `CONTINUUM_DATA`.
  public var environmentData: String?
  /// The run's folder; nil takes `Settings.defaultRunDirectory` below the current one.
  public var directory: String?
  public var opening = RunDirectory.Opening.new
  /// Weights to begin with.
  public var weights: String?

  public init(_ dataset: DatasetName) {
    self.dataset = dataset
  }

  /// The settings of a run that begins now.
  ///
  /// - Throws: `RunError.usage` for a key or value that is not allowed, or where no data folder is
  ///   known.
  public func settings() throws(RunError) -> Settings {
    guard let data = data ?? environmentData, !data.isEmpty else {
      throw .usage(
        setting: "data", found: "no folder",
        expected: "the folder that holds \(dataset.rawValue)/, or that folder itself",
        advice: "give --data DIR or set CONTINUUM_DATA")
    }
    var settings = Settings(dataset, data: data)
    try apply(to: &settings)
    if settings.family == .eu, !changes.contains(where: { $0.key == "labels" }) {
      settings.labels = .count(0)
    }
    if dataset == .smallNORB, settings.split == .pooled,
      !changes.contains(where: { $0.key == "unlabelled" }),
      case .count(0...Settings.labelledPairsOnTop) = settings.labels
    {
      settings.unlabelled = .count(Settings.unlabelledPairs)
    }
    try settings.check()
    return settings
  }

  /// The settings of a run that goes on.
  ///
  /// - Throws: `RunError.usage` where something else than a total differs from the saved ones.
  package func settings(resuming saved: Settings) throws(RunError) -> Settings {
    guard dataset == saved.dataset else {
      throw .usage(
        setting: "data set", found: dataset.rawValue,
        expected: "\(saved.dataset.rawValue), which the run was begun with",
        advice: "another run needs another --run folder")
    }
    var settings = saved
    if let data { settings.data = data }
    try apply(to: &settings)
    return try settings.resuming(saved)
  }

  private func apply(to settings: inout Settings) throws(RunError) {
    for change in changes { try settings.set(change.key, to: change.value) }
    settings.data = URL(fileURLWithPath: settings.data).standardizedFileURL.path
  }
}
