import Datasets
public import Models
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

  /// One training step as a graph.
  public func makeTrainingPlan() -> TrainingPlan {
    TrainingPlan(makeModel(), batchSize: batchSize, optimizer: makeOptimizer())
  }

  /// Loads the data set.
  ///
  /// - Parameter directory: where it is; nil takes the saved place.
  /// - Throws: `DatasetError` where a file is missing or its content is wrong.
  func loadData(from directory: String? = nil) throws(DatasetError) -> ImageDataset {
    try dataset.load(
      at: directory ?? data, DatasetOptions(split: split, splitSeed: splitSeed))
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
    if model != .norb {
      for (key, isDefault) in [("depth", depth == 1), ("labelledHeads", labelledHeads == .all)]
      where !isDefault {
        throw .usage(
          setting: key, found: value(of: key) ?? "", expected: "its default for model \(model)",
          advice: "only model norb has this setting")
      }
    }
    let (model, images) = (makeModel().inputShape.dimensions, dataset.imageShape)
    guard model == images else {
      func text(_ shape: [Int]) -> String { shape.map { "\($0)" }.joined(separator: " x ") }
      throw .usage(
        setting: "model", found: "\(self.model.rawValue), which reads images of \(text(model))",
        expected: "one for the images of \(dataset.rawValue), \(text(images))",
        advice: "train \(self.model.rawValue) on another data set: \(DatasetName.list)")
    }
  }
}
