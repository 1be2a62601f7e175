import Datasets
import Devices
import Training

/// The rows of a data set that a run uses, and what each is used for.
struct RunData {
  /// The data as the model reads them.
  let dataset: any SampleDataset
  /// The same without feedback.
  let original: any SampleDataset
  /// What sequences were standardised with: the statistics of the training rows; nil for images.
  let statistics: SequenceStatistics?
  /// The labelled rows and the held-out ones.
  let split: LabelSplit
  let unlabelled: [Int]
  /// What feedback adds; nil without any.
  let feedback: FeedbackData?
  let batches: SampleBatches
  /// What distinguishes the data from others.
  let fingerprint: DataFingerprint

  /// The weights of the classes that the settings ask for, by the labelled rows that are trained on.
  func classWeights(_ settings: Settings) -> [[Float]]? {
    guard settings.classWeights == .balanced, settings.family != .eu else { return nil }
    return dataset.train.factors.map { $0.balancedClassWeights(of: labelled) }
  }

  /// The rows whose labels train the model, judged ones among them.
  private var labelled: [Int] { feedback?.labelled ?? split.indices }

  /// The rows that train the model, without those that feedback adds.
  var trainingRows: [Int] { (split.indices + unlabelled).sorted() }

  /// Draws the rows.
  ///
  /// - Parameter loaded: the data as they are in their files.
  /// - Throws: `DatasetError`, of kind `usage` for more rows than there are.
  init(_ settings: Settings, _ loaded: some SampleDataset) throws {
    var fingerprint = try DataFingerprint(of: loaded)
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
    var split =
      settings.labelRows.isEmpty
      ? try LabelSplit(
        keeping: count, of: labels, among: withLabel, classCount: train.classCount,
        seed: settings.splitSeed, stratified: settings.stratified)
      : try Self.split(settings.labelRows, among: withLabel, of: train.count)
    split.validation = normal.filter(isHeldOut.contains)
    split.validationSubjects = held.subjects
    split.pairs = (loaded as? ImageDataset)?.split
    self.split = split
    let limit: Int? = if case .count(let limit) = settings.unlabelled { limit } else { nil }
    let unlabelled = try split.unlabelledRows(among: training, limit: limit)
    self.unlabelled = unlabelled
    if let sequences = loaded as? SequenceDataset {
      let statistics = SequenceStatistics(of: sequences.train.selecting(training))
      original = sequences.standardized(with: statistics)
      self.statistics = statistics
    } else {
      original = loaded
      statistics = nil
    }
    let feedback = try FeedbackData(
      settings, on: original, statistics, labelled: split.indices, unlabelled: unlabelled)
    self.feedback = feedback
    dataset = feedback?.dataset ?? original
    fingerprint.feedback = feedback?.fingerprint
    self.fingerprint = fingerprint
    let labelled = feedback?.labelled ?? split.indices
    let mode: BatchSampler.Mode =
      switch settings.family {
      case .eu: .unsupervised
      case .ss: labelled.isEmpty ? .unsupervised : .semiSupervised
      case .es: .supervised
      }
    batches = SampleBatches(
      dataset.train,
      sampler: try BatchSampler(
        rowCount: dataset.train.count, labelled: labelled,
        unlabelled: feedback?.unlabelled ?? unlabelled,
        batchSize: settings.batchSize, mode: mode, seed: settings.seed,
        epochRows: settings.epochRows))
  }

  /// The split of given rows with a label.
  private static func split(
    _ rows: [Int], among labelled: [Int], of count: Int
  ) throws(DatasetError) -> LabelSplit {
    let split = try LabelSplit(rows: rows, of: count)
    let isLabelled = Set(labelled)
    if let row = split.indices.first(where: { !isLabelled.contains($0) }) {
      throw .usage(
        setting: Settings.Keys.labelRows.name,
        found: "row \(row), which has no label, is held out, or is of the class that is left out",
        expected: "training rows with a label")
    }
    return split
  }
}
