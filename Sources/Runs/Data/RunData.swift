import Datasets
import Devices
import Training

/// The rows of a data set that a run uses, and what each is used for.
struct RunData {
  /// The data as the model reads them.
  let dataset: any SampleDataset
  /// What sequences were standardised with: the statistics of the training rows; nil for images.
  let statistics: SequenceStatistics?
  /// The labelled rows and the held-out ones.
  let split: LabelSplit
  let unlabelled: [Int]
  let batches: SampleBatches
  /// What distinguishes the data from others.
  let fingerprint: DataFingerprint

  /// The weights of the classes that the settings ask for, by the labelled rows that are trained on.
  func classWeights(_ settings: Settings) -> [[Float]]? {
    guard settings.classWeights == .balanced, settings.family != .eu else { return nil }
    return dataset.train.factors.map { $0.balancedClassWeights(of: split.indices) }
  }

  /// Draws the rows.
  ///
  /// - Parameter loaded: the data as they are in their files.
  /// - Throws: `DatasetError`, of kind `usage` for more rows than there are.
  init(_ settings: Settings, _ loaded: some SampleDataset) throws {
    fingerprint = try DataFingerprint(of: loaded)
    let (train, labels) = (loaded.train, loaded.train.labels)
    let held = try HeldOutRows(settings, of: loaded.train)
    let isHeldOut = Set(held.rows)
    // Samples of an anomalous class are used neither for training nor for choosing `best`.
    let normal = labels.indices.filter { Int(labels[$0]) != settings.anomalousClass }
    let training = normal.filter { !isHeldOut.contains($0) }
    let withLabel = training.filter(train.isLabelled)
    let count =
      switch settings.labels {
      case _ where settings.family == .eu: 0
      case .all: withLabel.count
      case .count(let count): count
      }
    var split = try LabelSplit(
      keeping: count, of: labels, among: withLabel, classCount: train.classCount,
      seed: settings.splitSeed, stratified: settings.stratified)
    split.validation = normal.filter(isHeldOut.contains)
    split.validationSubjects = held.subjects
    split.pairs = (loaded as? ImageDataset)?.split
    self.split = split
    let limit: Int? = if case .count(let limit) = settings.unlabelled { limit } else { nil }
    unlabelled = try split.unlabelledRows(among: training, limit: limit)
    if let sequences = loaded as? SequenceDataset {
      let statistics = SequenceStatistics(of: sequences.train.selecting(training))
      dataset = sequences.standardized(with: statistics)
      self.statistics = statistics
    } else {
      dataset = loaded
      statistics = nil
    }
    let mode: BatchSampler.Mode =
      switch settings.family {
      case .eu: .unsupervised
      case .ss: split.indices.isEmpty ? .unsupervised : .semiSupervised
      case .es: .supervised
      }
    batches = SampleBatches(
      dataset.train,
      sampler: try BatchSampler(
        rowCount: labels.count, labelled: split.indices, unlabelled: unlabelled,
        batchSize: settings.batchSize, mode: mode, seed: settings.seed,
        epochRows: settings.epochRows))
  }
}
