public import Datasets
import Foundation
public import Graphs
public import Models
public import Operations

/// All that determines a run, apart from the device's arithmetic; saved as `config.json`, and where the
/// run is as `place.json`.
///
/// `Keys` has the name and the range of each; the defaults are those of the data set.
public struct Settings: Sendable, Hashable {
  /// The rule that turns gradients into new parameters.
  public enum OptimizerName: String, Sendable, Hashable, Codable, CaseIterable {
    case rmsprop, sgd, adam
  }

  /// How the classes weigh in the classification loss.
  public enum ClassWeights: String, Sendable, Hashable, Codable, CaseIterable {
    /// Every labelled row weighs 1.
    case none
    /// A class with n of the N labelled rows and K classes weighs N/(K·n).
    case balanced
  }

  /// The data set.
  public var dataset: DatasetChoice
  /// The absolute path of the folder with the data set, or with several.
  public var data: String
  public var model: ModelChoice
  public var family: SemiSupervisedVAE.Family
  /// How one's own data are read.
  public var userData = UserDataOptions()
  /// How many training rows keep their labels.
  public var labels: RowCount
  /// The training rows that keep their labels; none where `labels` of them are drawn.
  public var labelRows: [Int] = []
  /// The judged rows that train two more classes of π; nil for none.
  public var feedback: FeedbackRows?
  /// How many of the other training rows are used.
  public var unlabelled: RowCount = .all
  /// Whether labelled rows are drawn class by class, in proportion to the sizes of the classes.
  public var stratified = false
  /// The rows that an epoch is one pass over.
  public var epochRows = BatchSampler.EpochRows.unlabelled
  /// Passes over the data, in all.
  public var epochs = 10
  /// Steps in all, if that is fewer.
  public var maxSteps: Int?
  /// Which pairs of Small-NORB are held out for tests; other data sets have a test part.
  public var split = PairSplit.Kind.pooled
  /// The heads whose labels train the model, of the four on Small-NORB.
  public var labelledHeads = LabelledHeads.all
  /// The class, by its index, that is left out of training, so that its samples are anomalies.
  public var anomalousClass: Int?
  /// Channels of UCI-HAR's windows: 6, or 9 with both accelerations.
  public var channels = 6
  /// The acceleration among 6 channels.
  public var acceleration = UCIHAR.Acceleration.body
  /// Rows of a training batch.
  public var batchSize = 128
  public var optimizer = OptimizerName.rmsprop
  public var learningRate = 5e-4
  /// How the learning rate changes over the steps.
  public var learningRateSchedule = ScheduleSetting.constant
  /// The largest norm of all gradients together; nil for any.
  public var clipNorm: Double?
  /// The parts in which a batch is computed.
  public var accumulate = 1
  /// Whether rare classes weigh as much as frequent ones in the classification loss.
  public var classWeights = ClassWeights.none
  /// Pixels by which images are shifted at most, in each direction.
  public var augmentShift = 0
  /// Whether every other image, by chance, is mirrored.
  public var augmentFlip = false
  /// The standard deviation of noise that is added to what the encoder reads.
  public var augmentNoise = 0.0
  /// The steps over which the KL term's weight grows to its value.
  public var klWarmUp = 0
  /// RMSprop's weight of the old mean square.
  public var rho = 0.9
  /// Classical momentum of RMSprop and SGD.
  public var momentum = 0.0
  /// The optimiser's ε.
  public var epsilon = 1e-7
  /// The seed of initial values, dropout, sampling and the order of rows.
  public var seed: UInt64 = 0
  /// The seed that draws which rows keep their labels and which are held out.
  public var splitSeed: UInt64 = 0
  /// The requested device.
  public var device = "auto"
  /// Whether threads of the lowest priority keep the cores of a CPU device from going idle.
  public var keepCoresAwake = true
  /// The steps from one that is watched to the next; 0 for none.
  public var watch = 0
  /// What heavy operations multiply in; nil, as in runs from before there was a choice, is float32.
  public var precision: DeviceTraits.Precision? = .float32
  /// The paper's overall α.
  public var labelWeight = 784.0
  public var klWeight = 1.0
  public var klNormalisation = Objective.KLNormalisation.sum
  public var piGradient = Objective.PiGradient.stopped
  /// The number of latent dimensions; nil for the model's.
  public var latent: Int?
  /// Multiplies the numbers of hidden units and channels.
  public var width = 1.0
  /// Convolutions in each stage of `norb`; 1 is Table 16.
  public var depth = 1
  /// The activation of the gates of `rnn`.
  public var recurrentActivation = RecurrentActivation.sigmoid
  /// The least standard deviation of `rnn`, which is added to its softplus.
  public var minimumDeviation = 1e-3
  /// The fraction of the training rows that is held out to choose the checkpoint `best`.
  public var validationShare = 0.0
  /// The steps between checkpoints; nil is once an epoch.
  public var checkpointEvery: Int?
  /// The steps between evaluations; nil is once an epoch.
  public var evaluateEvery: Int?
  /// The evaluations without a better one after which a run stops; nil for none.
  public var patience: Int?

  /// The defaults for a data set.
  public init(
    _ dataset: DatasetName, data: String, model: ModelName? = nil,
    family: SemiSupervisedVAE.Family = .ss
  ) {
    self.init(
      .known(dataset), data: data, model: .paper(model ?? dataset.defaultModel), family: family)
    switch dataset {
    case .mnist, .fashionMNIST: break
    case .smallNORB:
      batchSize = 64
      learningRate = 1e-3
      labelWeight = Double(Objective.norb.labelWeight)
      klWeight = Double(Objective.norb.klWeight)
    case .uciHAR:
      learningRate = 1e-3
      labelWeight = Double(Objective.rnn.labelWeight)
    }
  }

  init(
    _ dataset: DatasetChoice, data: String, model: ModelChoice, family: SemiSupervisedVAE.Family
  ) {
    self.dataset = dataset
    self.data = data
    self.model = model
    self.family = family
    labels = family == .eu ? .count(0) : .all
  }

  /// The default number of epochs in family `es`.
  static let epochsOfLabelledRows = 20
  /// The pairs that the paper uses without labels; labelled ones come on top (section 4).
  static let unlabelledPairs = 38_000
  /// Labelled pairs beyond which fewer than that many would remain.
  static let labelledPairsOnTop = 5_000

  /// The run directory if none is given: `runs/<dataset>-<model>-<family>-labels<…>-seed<…>`; of one's
  /// own data, the name of the file or folder without its ending.
  public var defaultRunDirectory: String {
    "runs/\(dataName)-\(model.name)-\(family.rawValue)-labels\(labels)-seed\(seed)"
  }
  private var dataName: String {
    switch dataset {
    case .known(let name): name.rawValue
    case .own: URL(fileURLWithPath: data).deletingPathExtension().lastPathComponent
    }
  }
}
