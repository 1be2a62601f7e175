import Datasets

extension TrainingBatch {
  /// The rows of each of `count` parts of equal size.
  ///
  /// Part p has the labelled rows from p·L/`count` to (p + 1)·L/`count`, both rounded down, of the L
  /// labelled rows of the batch, and as many of the others, in their order, as fill it.
  ///
  /// - Precondition: the rows can be divided into so many parts.
  package func rows(ofParts count: Int) -> [[Int]] {
    precondition(
      labelled.count.isMultiple(of: count), "\(labelled.count) rows in \(count) parts")
    let size = labelled.count / count
    let labelledRows = labelled.indices.filter { labelled[$0] == 1 }
    var others = labelled.indices.filter { labelled[$0] != 1 }[...]
    return (0..<count).map { part in
      let first = part * labelledRows.count / count
      let last = (part + 1) * labelledRows.count / count
      let filling = others.prefix(size - (last - first))
      others = others.dropFirst(filling.count)
      return Array(labelledRows[first..<last] + filling)
    }
  }

  /// The batch of some of the rows.
  func selecting(_ rows: [Int]) -> TrainingBatch {
    TrainingBatch(
      x: x.selecting(rows, of: labelled.count),
      labels: labels.map { $0.selecting(rows, of: labelled.count) },
      labelled: labelled.selecting(rows, of: labelled.count))
  }
}

extension SampleValues {
  fileprivate func selecting(_ rows: [Int], of count: Int) -> SampleValues {
    switch self {
    case .byte(let bytes): .byte(bytes.selecting(rows, of: count))
    case .float(let floats): .float(floats.selecting(rows, of: count))
    }
  }
}

extension Array {
  /// The elements of some rows.
  ///
  /// - Parameter count: the number of rows that the array holds one after another.
  func selecting(_ rows: [Int], of count: Int) -> [Element] {
    precondition(
      count > 0 && self.count.isMultiple(of: count), "\(self.count) elements in \(count) rows")
    let width = self.count / count
    return rows.flatMap { self[$0 * width..<($0 + 1) * width] }
  }
}
