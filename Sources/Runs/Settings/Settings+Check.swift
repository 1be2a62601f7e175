import Datasets
import Models
import Training

extension Settings {
  /// Refuses settings that contradict each other or the data.
  ///
  /// - Throws: `RunError.usage`.
  func check(_ data: DataDescription) throws(RunError) {
    if family == .es, labels.isNone {
      throw .usage(
        setting: Keys.labels.name, found: "none",
        expected: "labelled rows, which family es is trained on",
        advice: "use family eu or ss without labels")
    }
    try checkModelSettings()
    try checkDataSettings()
    let classCount = data.heads.first?.classes.count ?? 0
    if let anomalousClass, anomalousClass >= classCount {
      throw .usage(
        setting: Keys.anomalousClass.name, found: "\(anomalousClass)",
        expected: classCount == 0 ? "none" : "none, or a class from 0 to \(classCount - 1)",
        advice: "classes are counted from 0 in the order of the data set")
    }
    if family != .eu, data.heads.isEmpty, feedback?.classes != .alone {
      throw .usage(
        setting: Keys.family.name, found: family.rawValue, expected: "eu",
        advice: "no row of the data has a label")
    }
    try checkHeads(data)
    try checkRows(data)
    try trainingOptions.check(batchSize: batchSize)
    try trainingOptions.augmentation?.check(data.sampleShape)
    _ = try makeModel(for: data)
  }

  /// Refuses a setting of one model or data set that has not its default for another.
  private func checkModelSettings() throws(RunError) {
    let defaults = Settings(dataset, data: data, model: model, family: family)
    let isRecurrent = model.architecture(depth: 1).isPerStep
    let own: [(isUsed: Bool, owner: String, keys: [any AnySettingKey])] = [
      (model == .norb, "model norb", [Keys.depth]),
      (dataset == .uciHAR, "the rnn model of uci-har", [Keys.channels, Keys.acceleration]),
      (isRecurrent, "a model with an LSTM", [Keys.recurrentActivation]),
      (isRecurrent || dataset == .own, "a model of a normal distribution", [Keys.minimumDeviation]),
      (model != .m2, "a model of the paper", [Keys.piGradient, Keys.classWeights]),
    ]
    for (isUsed, owner, keys) in own where !isUsed {
      for key in keys where key.text(in: self) != key.text(in: defaults) {
        throw .usage(
          setting: key.name, found: key.text(in: self),
          expected: "its default for model \(model.name) on \(dataset)",
          advice: "only \(owner) has this setting")
      }
    }
  }

  /// Refuses labelled heads that the data do not have.
  private func checkHeads(_ data: DataDescription) throws(RunError) {
    guard let asked = labelledHeads.set else { return }
    let names = data.heads.map(\.name)
    guard asked.isSubset(of: names) else {
      throw .usage(
        setting: Keys.labelledHeads.name, found: "\(labelledHeads)",
        expected: names.count > 1 ? "all, or some of \(names.joined(separator: ","))" : "all",
        advice: "correct the names")
    }
  }

  /// Refuses settings of one's own data for a data set that is known by name.
  private func checkDataSettings() throws(RunError) {
    guard let name = dataset.name else { return }
    let defaults = Settings(name, data: data)
    for key in Self.ownDataKeys where key.text(in: self) != key.text(in: defaults) {
      throw .usage(
        setting: key.name, found: key.text(in: self),
        expected: "its default for \(name.rawValue)",
        advice: "only data of one's own, given by their path, have this setting")
    }
  }
}
