import Basics

/// Which training rows keep their labels, and which are held out; saved with a run as `labels.json`.
///
/// The rows are drawn uniformly without replacement: SplitMix64 from `seed`, Fisher-Yates over
/// the row indices, the first `count` of them, sorted. With `stratified`, `count` is divided among the
/// classes in proportion to their sizes (largest remainders first, ties to the lower class), and rows
/// are drawn likewise within each class.
public struct LabelSplit: Codable, Sendable, Equatable {
  /// The seed that the rows were drawn with.
  public let seed: UInt64
  /// Whether rows are drawn class by class.
  public let stratified: Bool
  /// The number of training rows in the data set.
  public let rowCount: Int
  /// The labelled rows, ascending.
  public let indices: [Int]
  /// The rows held out to choose the checkpoint `best`, ascending; all their labels are used for that.
  public var validation: [Int] = []
  /// The people whose sequences are held out; nil where rows are held out one by one.
  public var validationSubjects: [Int]?
  /// Which pairs of the pooled order are training and which test images; nil but on Small-NORB.
  public var pairs: PairSplit?

  /// Draws `count` of the rows that `labels` belong to.
  ///
  /// Throws `usage` where `count` is negative or above the number of rows.
  ///
  /// - Parameter rows: the rows to draw from, ascending; nil for all.
  public init(
    keeping count: Int, of labels: [Int32], among rows: [Int]? = nil, classCount: Int,
    seed: UInt64, stratified: Bool = false
  ) throws(DatasetError) {
    let rows = rows ?? Array(labels.indices)
    guard (0...rows.count).contains(count) else {
      throw .usage(
        setting: "labels", found: "\(count)",
        expected: "0 to \(rows.count), the number of training rows with a label")
    }
    self.seed = seed
    self.stratified = stratified
    self.rowCount = labels.count
    guard stratified else {
      self.indices = LabelSplit.draw(count, of: rows, seed: seed, stream: 0)
      return
    }
    var classes = [[Int]](repeating: [], count: classCount)
    for row in rows { classes[Int(labels[row])].append(row) }
    let counts = LabelSplit.division(of: count, sizes: classes.map(\.count))
    self.indices = (0..<classCount).flatMap { label in
      LabelSplit.draw(counts[label], of: classes[label], seed: seed, stream: UInt64(label) + 1)
    }.sorted()
  }

  /// Reads a split; `validation` may be missing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    seed = try container.decode(UInt64.self, forKey: .seed)
    stratified = try container.decode(Bool.self, forKey: .stratified)
    rowCount = try container.decode(Int.self, forKey: .rowCount)
    indices = try container.decode([Int].self, forKey: .indices)
    validation = try container.decodeIfPresent([Int].self, forKey: .validation) ?? []
    validationSubjects = try container.decodeIfPresent([Int].self, forKey: .validationSubjects)
    pairs = try container.decodeIfPresent(PairSplit.self, forKey: .pairs)
  }

  /// The rows that are not labelled, ascending; `limit` of them, drawn with the same seed, where
  /// a limit is given.
  ///
  /// Throws `usage` where the limit is negative or above their number.
  ///
  /// - Parameter rows: the rows that were drawn from, ascending; nil for all.
  public func unlabelledRows(
    among rows: [Int]? = nil, limit: Int? = nil
  ) throws(DatasetError) -> [Int] {
    var isLabelled = [Bool](repeating: false, count: rowCount)
    for index in indices { isLabelled[index] = true }
    let rest = (rows ?? Array(0..<rowCount)).filter { !isLabelled[$0] }
    guard let limit else { return rest }
    guard (0...rest.count).contains(limit) else {
      throw .usage(
        setting: "unlabelled", found: "\(limit)",
        expected: "0 to \(rest.count), the number of training rows without a label")
    }
    return LabelSplit.draw(limit, of: rest, seed: seed, stream: .max)
  }

  /// Checks a split that was read from `path` against the data.
  ///
  /// Throws `badData` where the rows are not ascending, or belong to another number of rows.
  public func check(rowCount expected: Int, path: String) throws(DatasetError) {
    let isAscending = zip(indices, indices.dropFirst()).allSatisfy { $0 < $1 }
    let isInside = indices.allSatisfy { $0 >= 0 && $0 < rowCount }
    guard rowCount == expected, isAscending, isInside else {
      throw .badData(
        path: path, found: "\(indices.count) labelled rows of \(rowCount)",
        expected: "ascending rows of the \(expected) training rows",
        advice: "use the data that the run was made with")
    }
  }

  private static func draw(_ count: Int, of rows: [Int], seed: UInt64, stream: UInt64) -> [Int] {
    var shuffled = rows
    var generator = SplitMix64(seed: seed, stream: stream, pass: 0)
    generator.shuffle(&shuffled)
    return shuffled.prefix(count).sorted()
  }

  /// Splits `count` in proportion to `sizes`, by largest remainders.
  private static func division(of count: Int, sizes: [Int]) -> [Int] {
    let total = max(1, sizes.reduce(0, +))
    var counts = sizes.map { $0 * count / total }
    let byRemainder = sizes.indices.sorted {
      let (first, second) = (sizes[$0] * count % total, sizes[$1] * count % total)
      return first == second ? $0 < $1 : first > second
    }
    for label in byRemainder.prefix(count - counts.reduce(0, +)) { counts[label] += 1 }
    return counts
  }
}
