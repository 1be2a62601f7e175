import Datasets
import Devices
import Graphs
public import Models
import Operations
public import Training

extension Settings {
  /// How the terms of the loss are combined.
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
  /// - Parameters:
  ///   - cache: where compressed files are unpacked.
  ///   - directory: the data set's folder; nil takes the saved one.
  /// - Throws: `DatasetError` where a file is missing or its content is wrong.
  func loadData(
    _ cache: CacheDirectory, from directory: String? = nil
  ) throws(DatasetError) -> any SampleDataset {
    let folder = directory ?? data
    guard !folder.isEmpty else {
      throw .usage(
        setting: Keys.data.name, found: "no folder, and none saved with the run",
        expected: "the folder that holds \(dataset.rawValue)/, or that folder itself")
    }
    return try dataset.load(
      at: folder,
      DatasetOptions(
        cacheDirectory: cache.datasets, split: split, splitSeed: splitSeed, channels: channels,
        acceleration: acceleration))
  }
}
