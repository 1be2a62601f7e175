extension LabelSplit {
  /// Labels of the given training rows only, in any order; nothing is drawn, and `seed` is 0.
  ///
  /// - Throws: `usage` where a row is not in 0 ..< `rowCount`, or is there twice.
  public init(rows: [Int], of rowCount: Int) throws(DatasetError) {
    let indices = rows.sorted()
    if let row = indices.first(where: { $0 < 0 || $0 >= rowCount }) {
      throw .usage(
        setting: "labelled rows", found: "row \(row)", expected: "rows of 0 ..< \(rowCount)")
    }
    if let (row, _) = zip(indices, indices.dropFirst()).first(where: { $0 == $1 }) {
      throw .usage(setting: "labelled rows", found: "row \(row) twice", expected: "each row once")
    }
    seed = 0
    stratified = false
    self.rowCount = rowCount
    self.indices = indices
  }
}
