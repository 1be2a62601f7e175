/// Says which rows make up each batch; a pure value that can be put back to any position.
///
/// Rows are drawn from one stream, or from a labelled and an unlabelled one. A stream goes through
/// its rows pass after pass; the order of a pass is a permutation that follows from the seed, the
/// stream and the number of the pass alone. Batches are always full: what is left of a pass goes
/// into the next batch together with the beginning of the next pass.
public struct BatchSampler: Sendable {
  /// How labelled and unlabelled rows are put together.
  public enum Mode: String, Codable, Sendable, CaseIterable {
    /// All rows, shuffled; none counts as labelled.
    case unsupervised
    /// Half labelled, half unlabelled rows; plain shuffling where there are only rows of one kind.
    case semiSupervised
    /// Labelled rows only.
    case supervised
  }

  /// The rows of one batch.
  public struct Batch: Sendable, Equatable {
    /// Row indices, labelled rows first.
    public let rows: [Int]
    /// Whether the label of each row may be used.
    public let labelled: [Bool]
  }

  /// All that must be saved to go on bit for bit.
  public struct Position: Codable, Sendable, Equatable {
    /// Passes and rows within the pass that the labelled rows have gone through.
    public var labelled: Place
    /// The same for the unlabelled rows, or for all rows in `unsupervised`.
    public var unlabelled: Place
  }

  /// A place in an endless sequence of passes.
  public struct Place: Codable, Sendable, Equatable {
    /// Complete passes so far.
    public var pass: Int = 0
    /// Rows of the current pass that have been used.
    public var index: Int = 0
  }

  /// Rows of a batch.
  public let batchSize: Int
  /// How rows are put together.
  public let mode: Mode
  /// Steps that make one epoch: one pass over the unlabelled rows, rounded to the nearest number
  /// of batches and at least 1.
  ///
  /// With u unlabelled rows and a batch size b this is u / (b − ⌊b/2⌋), also in `supervised`, so
  /// that both can be compared; where there are no unlabelled or no labelled rows, and in
  /// `unsupervised`, it is all rows / b.
  public let stepsPerEpoch: Int
  private var labelledRows: RowStream
  private var unlabelledRows: RowStream
  private let labelledPerBatch: Int

  /// Makes a sampler that stands before the first batch.
  ///
  /// `labelled` and `unlabelled` are disjoint rows below `rowCount`. Throws `usage` where the
  /// batch size is not positive (in `semiSupervised` with both kinds, below 2) or there is no row
  /// to draw.
  public init(
    rowCount: Int, labelled: [Int], unlabelled: [Int], batchSize: Int, mode: Mode, seed: UInt64
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
    let plain = mode == .unsupervised || labelled.isEmpty || unlabelled.isEmpty
    let rows = plain ? labelled.count + unlabelled.count : unlabelled.count
    let share = plain ? batchSize : batchSize - batchSize / 2
    self.stepsPerEpoch = max(1, (rows + share / 2) / share)
  }

  /// The rows of the next batch.
  public mutating func next() -> Batch {
    var rows: [Int] = []
    rows.reserveCapacity(batchSize)
    labelledRows.append(labelledPerBatch, to: &rows)
    unlabelledRows.append(batchSize - labelledPerBatch, to: &rows)
    return Batch(rows: rows, labelled: (0..<batchSize).map { $0 < labelledPerBatch })
  }

  /// Where the sampler stands; of the same size whatever the data.
  public var position: Position {
    Position(labelled: labelledRows.place, unlabelled: unlabelledRows.place)
  }

  /// Goes to a position that a sampler over the same rows with the same seed has had.
  ///
  /// Throws `usage` where the position is outside the rows.
  public mutating func move(to position: Position) throws(DatasetError) {
    guard labelledRows.contains(position.labelled), unlabelledRows.contains(position.unlabelled)
    else {
      throw .usage(
        setting: "position of the batches",
        found: "labelled row \(position.labelled.index) of pass \(position.labelled.pass), "
          + "unlabelled row \(position.unlabelled.index) of pass \(position.unlabelled.pass)",
        expected: "places within \(labelledRows.count) and \(unlabelledRows.count) rows")
    }
    labelledRows.place = position.labelled
    unlabelledRows.place = position.unlabelled
  }
}
