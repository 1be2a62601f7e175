public import Datasets
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

  /// What a model must know of the data.
  ///
  /// - Precondition: the data set is known by name; one's own data have to be looked at.
  public var knownDescription: DataDescription {
    guard let name = dataset.name else {
      preconditionFailure("data of one's own are described by what was loaded")
    }
    return name.description(channels: channels)
  }

  /// The model that the settings describe, for a data set that is known by name.
  ///
  /// - Throws: `RunError.usage` for a model that does not read the data set's samples.
  public func makeModel() throws(RunError) -> SemiSupervisedVAE {
    try makeModel(for: knownDescription)
  }

  /// The model that the settings describe.
  ///
  /// - Throws: `RunError.usage` for a model that does not read such samples.
  public func makeModel(for data: DataDescription) throws(RunError) -> SemiSupervisedVAE {
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

  /// One training step as a graph, for a data set that is known by name.
  ///
  /// - Throws: as `makeModel()`.
  public func makeTrainingPlan() throws(RunError) -> TrainingPlan {
    try makeTrainingPlan(for: knownDescription)
  }

  /// One training step as a graph; in half precision its loss is scaled.
  ///
  /// - Throws: as `makeModel(for:)`.
  public func makeTrainingPlan(for data: DataDescription) throws(RunError) -> TrainingPlan {
    var options = TrainingOptions()
    // Standardised values are floats, whatever their files hold.
    options.element = data.statistics == nil ? data.element : .float
    return TrainingPlan(
      try makeModel(for: data), batchSize: batchSize, optimizer: makeOptimizer(), options: options,
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
        expected: Self.dataAdvice(dataset))
    }
    guard let name = dataset.name else {
      return try UserDataset.load(folder, userData, splitSeed: splitSeed)
    }
    return try name.load(
      at: folder,
      DatasetOptions(
        cacheDirectory: cache.datasets, split: split, splitSeed: splitSeed, channels: channels,
        acceleration: acceleration))
  }

  /// What to name where no data are.
  static func dataAdvice(_ dataset: DatasetChoice) -> String {
    switch dataset {
    case .known(let name): "the folder that holds \(name.rawValue)/, or that folder itself"
    case .own: "the file or folder with the data"
    }
  }
}
