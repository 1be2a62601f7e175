public import Datasets
public import Devices
package import Files
import Foundation
public import Training

/// What a user asked for and nothing else, so that a resumed run keeps its other settings.
public struct TrainingRequest: Sendable {
  public let dataset: DatasetChoice
  /// The settings that differ from their defaults, or from those of the run that is resumed, in the
  /// order in which they apply.
  public var changes: [SettingChange] = []
  /// The folder with the data, or the path of one's own; nil takes the run's own, else `defaultData`.
  public var data: String?
  /// The folder with the data of a new run that names none.
  public var defaultData: String?
  /// Where compiled kernels, measured choices and unpacked data sets are kept.
  public var cache = CacheDirectory.none
  /// The run's folder; nil takes `Settings.defaultRunDirectory` below the current one.
  public var directory: String?
  public var opening = RunDirectory.Opening.new
  /// Weights to begin with.
  public var weights: String?
  /// What writes the run's folder.
  package var fileSystem = FileSystem()

  public init(_ dataset: DatasetChoice) {
    self.dataset = dataset
  }

  /// Changes a setting.
  ///
  /// - Throws: `RunError.usage` for a value out of range.
  public mutating func set<Value>(
    _ key: SettingKey<Value>, to value: Value
  ) throws(RunError) {
    changes.append(try key.change(to: value))
  }

  /// The settings of a new run on a data set that is known by name.
  ///
  /// - Throws: `RunError.usage` for settings that contradict each other, or if no data folder is known.
  /// - Precondition: the data are not one's own; `settings(own:)` is for those.
  public func settings() throws(RunError) -> Settings {
    guard let name = dataset.name else {
      preconditionFailure("the settings of a run on one's own data depend on the data")
    }
    guard let data = data ?? defaultData, !data.isEmpty else {
      throw noData
    }
    var settings = Settings(name, data: data)
    applyAll(to: &settings)
    if dataset == .smallNORB, settings.split == .pooled,
      !isGiven(Settings.Keys.unlabelled),
      case .count(0...Settings.labelledPairsOnTop) = settings.labels
    {
      settings.unlabelled = .count(Settings.unlabelledPairs)
    }
    try settings.check(settings.knownDescription)
    return settings
  }

  /// The settings of a new run on one's own data, whose form decides the defaults.
  ///
  /// A run without given epochs may take more of them: as many as make `Settings.leastSteps` steps.
  ///
  /// - Throws: `RunError.usage` for settings that contradict each other or the data.
  public func settings(own dataset: ArrayDataset) throws(RunError) -> Settings {
    var settings = Settings(own: dataset, data: data ?? "")
    applyAll(to: &settings)
    try settings.check(dataset.description)
    return settings
  }

  /// Loads one's own data, as the changed settings say that they are to be read.
  ///
  /// - Throws: `DatasetError`.
  func loadOwnData() throws(DatasetError) -> ArrayDataset {
    var settings = Settings(.own, data: data ?? "", model: .dense, family: .ss)
    applyAll(to: &settings)
    return try UserDataset.load(
      settings.data, settings.userData, splitSeed: settings.splitSeed)
  }

  /// The settings of a resumed run.
  ///
  /// - Throws: `RunError.usage` where something differs from the saved ones that is neither a total nor
  ///   where the data are nor a device, or if no data folder is known.
  package func settings(resuming saved: Settings) throws(RunError) -> Settings {
    guard dataset == saved.dataset else {
      throw .usage(
        setting: "data set", found: "\(dataset)",
        expected: "\(saved.dataset), which the run was begun with",
        advice: "another run needs another folder")
    }
    var settings = saved
    if let data { settings.data = data }
    if settings.data.isEmpty {
      guard let defaultData, !defaultData.isEmpty else { throw noData }
      settings.data = defaultData
    }
    apply(to: &settings)
    let asked = settings.learningRateSchedule
    if asked.steps == nil, asked.kind == saved.learningRateSchedule.kind {
      settings.learningRateSchedule = saved.learningRateSchedule
    }
    try settings.checkResuming(saved)
    return settings
  }

  private var noData: RunError {
    .usage(
      setting: "data", found: "no folder",
      expected: Settings.dataAdvice(dataset),
      advice: "name the folder")
  }

  /// Whether the epochs of a new run follow from `Settings.leastSteps`: on one's own data, where none are
  /// given.
  var leavesEpochsOpen: Bool { dataset == .own && !isGiven(Settings.Keys.epochs) }

  private func isGiven<Value>(_ key: SettingKey<Value>) -> Bool {
    changes.contains { $0.key == key.name }
  }

  /// Applies the changes to defaults, of which a family has its own: `eu` no labels, `es` more epochs,
  /// which are passes over the labelled rows.
  private func applyAll(to settings: inout Settings) {
    apply(to: &settings)
    if settings.family == .es, !isGiven(Settings.Keys.epochs) {
      settings.epochs = Settings.epochsOfLabelledRows
    }
    if settings.family == .es, !isGiven(Settings.Keys.epochRows) {
      settings.epochRows = .labelled
    }
    if settings.family == .eu, !isGiven(Settings.Keys.labels) {
      settings.labels = .count(0)
    }
    if settings.family != .eu, !settings.labelRows.isEmpty, !isGiven(Settings.Keys.labels) {
      settings.labels = .count(settings.labelRows.count)
    }
  }

  private func apply(to settings: inout Settings) {
    for change in changes { change(&settings) }
    settings.data = URL(fileURLWithPath: settings.data).standardizedFileURL.path
  }
}
