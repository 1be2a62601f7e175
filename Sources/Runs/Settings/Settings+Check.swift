import Models
import Training

extension Settings {
  /// Refuses settings that contradict each other.
  ///
  /// - Throws: `RunError.usage`.
  func check() throws(RunError) {
    if family == .es, labels.isNone {
      throw .usage(
        setting: Keys.labels.name, found: "none",
        expected: "labelled rows, which family es is trained on",
        advice: "use family eu or ss without labels")
    }
    try checkModelSettings()
    if let anomalousClass, anomalousClass >= dataset.classCount {
      throw .usage(
        setting: Keys.anomalousClass.name, found: "\(anomalousClass)",
        expected: "none, or a class from 0 to \(dataset.classCount - 1)",
        advice: "classes are counted from 0 in the order of the data set")
    }
    let (model, samples) = (
      makeModel().inputShape.dimensions, dataset.sampleShape(channels: channels)
    )
    guard model == samples else {
      func text(_ shape: [Int]) -> String { shape.map { "\($0)" }.joined(separator: " x ") }
      throw .usage(
        setting: Keys.model.name,
        found: "\(self.model.rawValue), which reads samples of \(text(model))",
        expected: "one for the samples of \(dataset.rawValue), \(text(samples))",
        advice: "train \(self.model.rawValue) on another data set: \(DatasetName.list)")
    }
  }

  /// Refuses a setting of one model that has not its default for another model.
  private func checkModelSettings() throws(RunError) {
    let defaults = Settings(dataset, data: data)
    let own: [(model: ModelName, keys: [any AnySettingKey])] = [
      (.norb, [Keys.depth, Keys.labelledHeads]),
      (
        .rnn,
        [Keys.channels, Keys.acceleration, Keys.recurrentActivation, Keys.minimumDeviation]
      ),
    ]
    for (model, keys) in own where model != self.model {
      for key in keys where key.text(in: self) != key.text(in: defaults) {
        throw .usage(
          setting: key.name, found: key.text(in: self),
          expected: "its default for model \(self.model)",
          advice: "only model \(model) has this setting")
      }
    }
  }
}
