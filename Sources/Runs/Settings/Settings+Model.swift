public import Datasets
import Devices
import Graphs
public import Layers
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
  public func makeModel() throws(RunError) -> any GenerativeModel {
    try makeModel(for: knownDescription)
  }

  /// The model that the settings describe.
  ///
  /// - Parameter classWeights: of each head, as `classWeights` asks for; nil where every row weighs 1.
  /// - Throws: `RunError.usage` for a model that does not read such samples, and of kind `badData` for
  ///   an architecture's file.
  public func makeModel(
    for data: DataDescription, classWeights: [[Float]]? = nil
  ) throws(RunError) -> any GenerativeModel {
    guard model != .m2 else { return try makeM2(for: data) }
    // An architecture's file has a value of its own for what the settings leave at its default.
    let usual = Settings(dataset, data: "", model: model, family: family)
    let isPaper = if case .paper = model { true } else { false }
    do throws(ArchitectureError) {
      return try SemiSupervisedVAE(
        model.architecture(depth: depth), for: SampleForm(modelDescription(of: data)),
        family: family, width: width,
        latent: latent,
        labelledHeads: feedback?.classes == .alone ? nil : labelledHeads.set,
        recurrentActivation: isPaper || recurrentActivation != usual.recurrentActivation
          ? recurrentActivation : nil,
        minimumDeviation: isPaper || minimumDeviation != usual.minimumDeviation
          ? Float(minimumDeviation) : nil, objective: objective
      ).weightingClasses(classWeights)
    } catch {
      guard case .paper(let name) = model else { throw .file(error.asFileError) }
      throw .usage(
        setting: Keys.model.name,
        found: "\(name.rawValue) for samples of \(data.shapeText): \(error.found)",
        expected: error.expected, advice: error.advice)
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

  /// What a step does in addition to the model's loss and the optimiser's update.
  var trainingOptions: TrainingOptions {
    var options = TrainingOptions()
    // A plan does not depend on the number of steps, and may be made before it is known.
    options.schedule = learningRateSchedule.resolved(totalSteps: 1).schedule
    options.klWarmUp = klWarmUp
    options.clipNorm = clipNorm.map { Float($0) }
    options.accumulate = accumulate
    let augmentation = Augmentation(
      shift: augmentShift, flip: augmentFlip, noise: Float(augmentNoise))
    if augmentation != Augmentation() { options.augmentation = augmentation }
    return options
  }

  /// One training step as a graph, for a data set that is known by name.
  ///
  /// - Throws: as `makeModel()`.
  public func makeTrainingPlan() throws(RunError) -> TrainingPlan {
    try makeTrainingPlan(for: knownDescription)
  }

  /// One training step as a graph; in half precision its loss is scaled.
  ///
  /// - Parameters:
  ///   - element: the type of the training samples where it is not that of the data.
  ///   - classWeights: of each head, as `classWeights` asks for; nil where every row weighs 1.
  /// - Throws: as `makeModel(for:)`.
  public func makeTrainingPlan(
    for data: DataDescription, element: SampleElement? = nil, classWeights: [[Float]]? = nil
  ) throws(RunError) -> TrainingPlan {
    var options = trainingOptions
    // Standardised values are floats, whatever their files hold.
    options.element = data.statistics == nil ? element ?? data.element : .float
    return TrainingPlan(
      try makeModel(for: data, classWeights: classWeights), batchSize: batchSize,
      optimizer: makeOptimizer(), options: options,
      lossScaling: precision == .half ? LossScaling() : nil)
  }

  /// Loads the data set, with values as they are in its files.
  ///
  /// - Parameters:
  ///   - cache: where compressed files are unpacked.
  ///   - directory: the data set's folder; nil takes the saved one.
  ///   - description: what a trained model knows of data of one's own, whose columns, classes and
  ///     statistics are then its; nil takes them from the data.
  /// - Throws: `DatasetError` where a file is missing or its content is wrong.
  func loadData(
    _ cache: CacheDirectory, from directory: String? = nil, like description: DataDescription? = nil
  ) throws(DatasetError) -> any SampleDataset {
    let folder = directory ?? data
    guard !folder.isEmpty else {
      throw .usage(
        setting: Keys.data.name, found: "no folder, and none saved with the run",
        expected: Self.dataAdvice(dataset))
    }
    guard let name = dataset.name else {
      guard let description else {
        return try UserDataset.load(folder, userData, splitSeed: splitSeed)
      }
      return try UserDataset.load(folder, userData, splitSeed: splitSeed, like: description)
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
