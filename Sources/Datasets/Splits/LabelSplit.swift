import Basics

/// Which training rows count as labelled; saved with a run as `labels.json`.
///
/// The rows are drawn uniformly without replacement: SplitMix64 from `seed`, Fisher-Yates over all
/// row indices, the first `count` of them, sorted. With `stratified`, each class gets its share of
/// `count` (largest remainders first, ties to the lower class), drawn likewise within the class.
public struct LabelSplit: Codable, Sendable, Equatable {
  /// The seed that the rows were drawn with.
  public let seed: UInt64
  /// Whether each class has its share.
  public let stratified: Bool
  /// The number of training rows that were drawn from.
  public let rowCount: Int
  /// The labelled rows, ascending.
  public let indices: [Int]

  /// Draws `count` of the rows that `labels` belong to.
  ///
  /// Throws `usage` where `count` is negative or above the number of rows.
  public init(
    keeping count: Int, of labels: [UInt8], classCount: Int, seed: UInt64, stratified: Bool = false
  ) throws(DatasetError) {
    guard (0...labels.count).contains(count) else {
      throw .usage(
        setting: "labels", found: "\(count)",
        expected: "0 to \(labels.count), the number of training rows")
    }
    self.seed = seed
    self.stratified = stratified
    self.rowCount = labels.count
    guard stratified else {
      self.indices = LabelSplit.draw(count, of: Array(labels.indices), seed: seed, stream: 0)
      return
    }
    var rows = [[Int]](repeating: [], count: classCount)
    for (row, label) in labels.enumerated() { rows[Int(label)].append(row) }
    let shares = LabelSplit.shares(of: count, sizes: rows.map(\.count))
    self.indices = (0..<classCount).flatMap { label in
      LabelSplit.draw(shares[label], of: rows[label], seed: seed, stream: UInt64(label) + 1)
    }.sorted()
  }

  /// The rows that are not labelled, ascending; `limit` of them, drawn with the same seed, where
  /// a limit is given.
  ///
  /// Throws `usage` where the limit is negative or above their number.
  public func unlabelledRows(limit: Int? = nil) throws(DatasetError) -> [Int] {
    var isLabelled = [Bool](repeating: false, count: rowCount)
    for index in indices { isLabelled[index] = true }
    let rest = (0..<rowCount).filter { !isLabelled[$0] }
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
    let isInside = (indices.first ?? 0) >= 0 && (indices.last ?? -1) < rowCount
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
  private static func shares(of count: Int, sizes: [Int]) -> [Int] {
    let total = max(1, sizes.reduce(0, +))
    var shares = sizes.map { $0 * count / total }
    let byRemainder = sizes.indices.sorted {
      let (first, second) = (sizes[$0] * count % total, sizes[$1] * count % total)
      return first == second ? $0 < $1 : first > second
    }
    for label in byRemainder.prefix(count - shares.reduce(0, +)) { shares[label] += 1 }
    return shares
  }
}
