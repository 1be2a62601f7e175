/// Counts of predicted classes by label.
public struct ConfusionMatrix: Sendable, Equatable, Codable {
  /// `counts[label][predicted]`.
  public internal(set) var counts: [[Int]]

  init(classCount: Int) {
    counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
  }

  /// The fraction of the rows of each label that were predicted as it; nil for a label without rows.
  public var recalls: [Double?] {
    counts.indices.map { label in
      let rows = counts[label].reduce(0, +)
      return rows == 0 ? nil : Double(counts[label][label]) / Double(rows)
    }
  }
}
