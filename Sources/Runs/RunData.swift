import Datasets
import Training

/// The rows of a data set that a run uses, and what each is used for.
struct RunData {
  let dataset: ImageDataset
  let rows: LabelledRows
  let unlabelled: [Int]
  let batches: ImageBatches

  /// Loads the data and draws the rows.
  ///
  /// - Throws: `DatasetError`, of kind `usage` where there are fewer rows than asked for.
  init(_ settings: Settings) throws {
    dataset = try settings.loadData()
    let images = dataset.train
    let heldOut = Int((settings.validationShare * Double(images.count)).rounded())
    // Another seed than the labels', so that holding rows out does not choose among those drawn.
    let validation = try LabelSplit(
      keeping: heldOut, of: images.labels, classCount: images.classCount,
      seed: ~settings.splitSeed
    ).indices
    let isHeldOut = Set(validation)
    let training = images.labels.indices.filter { !isHeldOut.contains($0) }
    let count =
      switch settings.labels {
      case _ where settings.family == .eu: 0
      case .all: training.count
      case .count(let count): count
      }
    let split = try LabelSplit(
      keeping: count, of: training.map { images.labels[$0] }, classCount: images.classCount,
      seed: settings.splitSeed, stratified: settings.stratified)
    let limit: Int? = if case .count(let limit) = settings.unlabelled { limit } else { nil }
    unlabelled = try split.unlabelledRows(limit: limit).map { training[$0] }
    rows = LabelledRows(
      seed: settings.splitSeed, stratified: settings.stratified, rowCount: images.count,
      indices: split.indices.map { training[$0] }, validation: validation, pairs: dataset.split)
    let mode: BatchSampler.Mode =
      switch settings.family {
      case .eu: .unsupervised
      case .ss: rows.indices.isEmpty ? .unsupervised : .semiSupervised
      case .es: .supervised
      }
    batches = ImageBatches(
      images,
      sampler: try BatchSampler(
        rowCount: images.count, labelled: rows.indices, unlabelled: unlabelled,
        batchSize: settings.batchSize, mode: mode, seed: settings.seed))
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
  /// Which pairs of the pooled order are training and which test images; nil but on Small-NORB.
  let pairs: PairSplit?
}
