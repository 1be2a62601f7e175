import Datasets
import Training

/// The rows of a data set that a run uses, and what each is used for.
struct RunData {
  /// The data as the model reads them.
  let dataset: any SampleDataset
  /// What sequences were standardised with: the statistics of the rows to train on; nil for images.
  let statistics: SequenceStatistics?
  let rows: LabelledRows
  let unlabelled: [Int]
  let batches: SampleBatches

  /// Loads the data and draws the rows.
  ///
  /// - Throws: `DatasetError`, of kind `usage` where there are fewer rows than asked for.
  init(_ settings: Settings) throws {
    let loaded = try settings.loadData()
    let (labels, classCount) = (loaded.train.labels, loaded.train.classCount)
    let held = try HeldOutRows(settings, of: loaded.train)
    let isHeldOut = Set(held.rows)
    // Samples of an anomalous class are neither trained nor chosen on.
    let normal = labels.indices.filter { Int(labels[$0]) != settings.anomalousClass }
    let training = normal.filter { !isHeldOut.contains($0) }
    let count =
      switch settings.labels {
      case _ where settings.family == .eu: 0
      case .all: training.count
      case .count(let count): count
      }
    let split = try LabelSplit(
      keeping: count, of: training.map { labels[$0] }, classCount: classCount,
      seed: settings.splitSeed, stratified: settings.stratified)
    let limit: Int? = if case .count(let limit) = settings.unlabelled { limit } else { nil }
    unlabelled = try split.unlabelledRows(limit: limit).map { training[$0] }
    rows = LabelledRows(
      seed: settings.splitSeed, stratified: settings.stratified, rowCount: labels.count,
      indices: split.indices.map { training[$0] }, validation: normal.filter(isHeldOut.contains),
      validationSubjects: held.subjects, pairs: (loaded as? ImageDataset)?.split)
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
      case .ss: rows.indices.isEmpty ? .unsupervised : .semiSupervised
      case .es: .supervised
      }
    batches = SampleBatches(
      dataset.train,
      sampler: try BatchSampler(
        rowCount: labels.count, labelled: rows.indices, unlabelled: unlabelled,
        batchSize: settings.batchSize, mode: mode, seed: settings.seed))
  }
}

/// The training rows that are held out to choose `best`: drawn one by one, or, of sequences whose
/// windows overlap, subject by subject.
private struct HeldOutRows {
  let rows: [Int]
  let subjects: [Int]?

  init(_ settings: Settings, of train: any LabelledSamples) throws(DatasetError) {
    // Another seed than the labels', so that holding rows out does not choose among those drawn.
    let seed = ~settings.splitSeed
    if let sequences = train as? LabelledSequences {
      let split = try SubjectSplit(
        holdingOut: settings.validationShare, of: sequences.subjects, seed: seed)
      rows = split.heldOut
      subjects = split.heldOutSubjects
    } else {
      let count = Int((settings.validationShare * Double(train.count)).rounded())
      rows = try LabelSplit(
        keeping: count, of: train.labels, classCount: train.classCount, seed: seed
      ).indices
      subjects = nil
    }
  }
}

/// `labels.json`: the training rows whose labels a run uses.
struct LabelledRows: Codable, Equatable {
  /// The seed that they were drawn with.
  let seed: UInt64
  /// Whether each class has its share.
  let stratified: Bool
  /// The training rows of the data set.
  let rowCount: Int
  /// The labelled rows, ascending.
  let indices: [Int]
  /// The rows held out to choose `best`, ascending; all their labels are used for that.
  let validation: [Int]
  /// The people whose windows these are; nil but on UCI-HAR.
  let validationSubjects: [Int]?
  /// Which pairs of the pooled order are training and which test images; nil but on Small-NORB.
  let pairs: PairSplit?
}
