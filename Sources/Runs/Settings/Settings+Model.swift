import Datasets
import Graphs
public import Models
import Operations
public import Training

extension Settings {
  /// How the terms of the loss are put together.
  public var objective: Objective {
    Objective(
      labelWeight: Float(labelWeight), klWeight: Float(klWeight),
      klNormalisation: klNormalisation, piGradient: piGradient)
  }

  /// The model that the settings describe.
  public func makeModel() -> SemiSupervisedVAE {
    switch model {
    case .dense: .dense(family, width: width, objective: objective)
    case .cnn: .cnn(family, width: width, objective: objective)
    case .rnn:
      .rnn(
        family, channels: channels, width: width, recurrentActivation: recurrentActivation,
        minimumDeviation: Float(minimumDeviation), objective: objective)
    case .norb:
      .norb(
        family, width: width, depth: depth, labelledHeads: labelledHeads.set, objective: objective)
    }
  }

  /// The optimiser that the settings describe.
  public func makeOptimizer() -> any Optimizer {
    let rate = Float(learningRate)
    switch optimizer {
    case .rmsprop:
      return RMSprop(
        learningRate: rate, rho: Float(rho), momentum: Float(momentum), epsilon: Float(epsilon))
    case .sgd: return SGD(learningRate: rate, momentum: Float(momentum))
    case .adam: return Adam(learningRate: rate, epsilon: Float(epsilon))
    }
  }

  /// One training step as a graph; in half precision its loss is scaled.
  public func makeTrainingPlan() -> TrainingPlan {
    TrainingPlan(
      makeModel(), batchSize: batchSize, optimizer: makeOptimizer(),
      lossScaling: precision == .half ? LossScaling() : nil)
  }

  /// Loads the data set, with values as they are in its files.
  ///
  /// - Parameter directory: where it is; nil takes the saved place.
  /// - Throws: `DatasetError` where a file is missing or its content is wrong.
  func loadData(from directory: String? = nil) throws(DatasetError) -> any SampleDataset {
    try dataset.load(
      at: directory ?? data,
      DatasetOptions(
        split: split, splitSeed: splitSeed, channels: channels, acceleration: acceleration))
  }

  /// Refuses settings that cannot go together.
  ///
  /// - Throws: `RunError.usage`.
  func check() throws(RunError) {
    if family == .es, labels.isNone {
      throw .usage(
        setting: "labels", found: "none", expected: "labelled rows, which family es is trained on",
        advice: "use family eu or ss without labels")
    }
    try checkModelSettings()
    if let anomalousClass, anomalousClass >= dataset.classCount {
      throw .usage(
        setting: "anomalousClass", found: "\(anomalousClass)",
        expected: "none, or a class from 0 to \(dataset.classCount - 1)",
        advice: "classes are counted from 0 in the order of the data set")
    }
    let (model, samples) = (
      makeModel().inputShape.dimensions, dataset.sampleShape(channels: channels)
    )
    guard model == samples else {
      func text(_ shape: [Int]) -> String { shape.map { "\($0)" }.joined(separator: " x ") }
      throw .usage(
        setting: "model", found: "\(self.model.rawValue), which reads samples of \(text(model))",
        expected: "one for the samples of \(dataset.rawValue), \(text(samples))",
        advice: "train \(self.model.rawValue) on another data set: \(DatasetName.list)")
    }
  }

  /// Settings of one model must have their defaults for every other.
  private func checkModelSettings() throws(RunError) {
    let defaults = Settings(dataset, data: data)
    let own: [(model: ModelName, keys: [String])] = [
      (.norb, ["depth", "labelledHeads"]),
      (.rnn, ["channels", "acceleration", "recurrentActivation", "minimumDeviation"]),
    ]
    for (model, keys) in own where model != self.model {
      for key in keys where value(of: key) != defaults.value(of: key) {
        throw .usage(
          setting: key, found: value(of: key) ?? "",
          expected: "its default for model \(self.model)",
          advice: "only model \(model) has this setting")
      }
    }
  }
}
