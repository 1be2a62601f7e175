public import Runs
public import Training

/// How a run of an experiment is trained, apart from its seed.
///
/// Experiments whose runs have the same settings share them.
public struct ExperimentRun: Sendable {
  public let dataset: DatasetName
  public let changes: [SettingChange]
  /// Passes over the data.
  public let epochs: Int
  /// Steps, if that is fewer.
  public let steps: Int?

  /// - Parameter settings: `key=value`, in the order in which they apply.
  /// - Throws: `RunError.usage` for what is no setting.
  public init(
    _ dataset: DatasetName, _ settings: [String], epochs: Int, steps: Int? = nil
  ) throws(RunError) {
    self.dataset = dataset
    changes = try settings.map { text throws(RunError) in try SettingChange(text) }
    self.epochs = epochs
    self.steps = steps
  }
}
