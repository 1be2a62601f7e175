/// Chooses the rows of each batch (section 2.3); a value that can be moved to any position.
///
/// Rows come from one stream, or from a labelled and an unlabelled one. A stream yields its rows pass
/// after pass; the permutation of a pass follows from the seed, the stream and the pass number alone.
/// Batches are always full: the remainder of a pass shares a batch with the beginning of the next one.
public struct BatchSampler: Sendable {
  /// How labelled and unlabelled rows are combined.
  public enum Mode: String, Codable, Sendable, CaseIterable {
    /// All rows, shuffled; none counts as labelled.
    case unsupervised
    /// Half labelled, half unlabelled rows; plain shuffling where there are only rows of one kind.
    case semiSupervised
    /// Labelled rows only.
    case supervised
  }

  /// The rows that an epoch is one pass over.
  public enum EpochRows: String, Codable, Sendable, CaseIterable {
    case labelled, unlabelled, all
  }

  /// The rows of one batch.
  public struct Batch: Sendable, Equatable {
    /// Row indices, labelled rows first.
    public let rows: [Int]
    /// Whether the label of each row may be used.
    public let labelled: [Bool]
  }

  /// The state that a checkpoint saves to continue bit for bit.
  public struct Position: Codable, Sendable, Equatable {
    /// The position in the labelled rows.
    public var labelled: Place
    /// The position in the unlabelled rows, or in all rows in `unsupervised`.
    public var unlabelled: Place
  }

  /// A position in an endless sequence of passes.
  public struct Place: Codable, Sendable, Equatable {
    /// Complete passes so far.
    public var pass: Int = 0
    /// Rows of the current pass that have been used.
    public var index: Int = 0
  }

  /// Rows per batch.
  public let batchSize: Int
  /// How rows are combined.
  public let mode: Mode
  /// The number of steps of an epoch: one pass over the rows that `EpochRows` names, rounded to the
  /// nearest number of batches, but at least 1.
  ///
  /// With u unlabelled rows and batch size b a pass over them is u / (b − ⌊b/2⌋) steps, in `supervised`
  /// too, so that both are comparable; one over l labelled rows is l / ⌊b/2⌋, in `supervised` l / b.
  /// Without unlabelled or without labelled rows, and in `unsupervised`, it is the number of all
  /// rows / b.
  public let stepsPerEpoch: Int
  private var labelledRows: RowStream
  private var unlabelledRows: RowStream
  private let labelledPerBatch: Int

  /// A sampler at the first batch.
  ///
  /// - Parameter epochRows: the rows that an epoch is one pass over.
  /// - Throws: `usage` where the batch size is below 1 (2 in `semiSupervised` with rows of both kinds),
  ///   or there is no row to draw.
  /// - Precondition: `labelled` and `unlabelled` are disjoint rows below `rowCount`.
  public init(
    rowCount: Int, labelled: [Int], unlabelled: [Int], batchSize: Int, mode: Mode, seed: UInt64,
    epochRows: EpochRows = .unlabelled
  ) throws(DatasetError) {
    precondition(
      (labelled + unlabelled).allSatisfy { (0..<rowCount).contains($0) }
        && Set(labelled + unlabelled).count == labelled.count + unlabelled.count,
      "labelled and unlabelled rows must be disjoint and below \(rowCount)")
    let isMixed = mode == .semiSupervised && !labelled.isEmpty && !unlabelled.isEmpty
    guard batchSize >= (isMixed ? 2 : 1) else {
      throw .usage(
        setting: "batch-size", found: "\(batchSize)", expected: "at least \(isMixed ? 2 : 1)")
    }
    // Ascending, so that how the caller listed the rows changes no batch.
    let (fromLabelled, fromUnlabelled): ([Int], [Int]) =
      switch mode {
      case .unsupervised: ([], (labelled + unlabelled).sorted())
      case .semiSupervised: (labelled.sorted(), unlabelled.sorted())
      case .supervised: (labelled.sorted(), [])
      }
    guard !fromLabelled.isEmpty || !fromUnlabelled.isEmpty else {
      throw .usage(
        setting: "labels", found: "\(labelled.count) labelled and \(unlabelled.count) other rows",
        expected: "rows to train on" + (mode == .supervised ? " with labels" : ""))
    }
    self.batchSize = batchSize
    self.mode = mode
    self.labelledRows = RowStream(rows: fromLabelled, seed: seed, stream: 1)
    self.unlabelledRows = RowStream(rows: fromUnlabelled, seed: seed, stream: 2)
    self.labelledPerBatch =
      fromUnlabelled.isEmpty ? batchSize : fromLabelled.isEmpty ? 0 : batchSize / 2
    let all = labelled.count + unlabelled.count
    let isPlain = mode == .unsupervised || labelled.isEmpty || unlabelled.isEmpty
    let (rows, rowsPerStep) =
      switch epochRows {
      case _ where isPlain: (all, batchSize)
      case .labelled: (labelled.count, labelledPerBatch)
      case .unlabelled: (unlabelled.count, batchSize - batchSize / 2)
      case .all: (all, batchSize)
      }
    self.stepsPerEpoch = max(1, (rows + rowsPerStep / 2) / rowsPerStep)
  }

  /// The rows of the next batch.
  public mutating func next() -> Batch {
    var rows: [Int] = []
    rows.reserveCapacity(batchSize)
    labelledRows.append(labelledPerBatch, to: &rows)
    unlabelledRows.append(batchSize - labelledPerBatch, to: &rows)
    return Batch(rows: rows, labelled: (0..<batchSize).map { $0 < labelledPerBatch })
  }

  /// The position of the next batch; its size does not depend on the data.
  public var position: Position {
    Position(labelled: labelledRows.place, unlabelled: unlabelledRows.place)
  }

  /// Moves to a position of a sampler with the same rows and seed.
  ///
  /// - Throws: `usage` where the position is outside the rows.
  public mutating func move(to position: Position) throws(DatasetError) {
    guard labelledRows.contains(position.labelled), unlabelledRows.contains(position.unlabelled)
    else {
      throw .usage(
        setting: "position of the batches",
        found: "labelled row \(position.labelled.index) of pass \(position.labelled.pass), "
          + "unlabelled row \(position.unlabelled.index) of pass \(position.unlabelled.pass)",
        expected: "positions within \(labelledRows.count) and \(unlabelledRows.count) rows")
    }
    labelledRows.place = position.labelled
    unlabelledRows.place = position.unlabelled
  }
}
