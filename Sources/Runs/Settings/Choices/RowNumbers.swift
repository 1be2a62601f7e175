/// Row numbers as the value of a setting: 3,17,4.
enum RowNumbers {
  /// Nil for what is no list of numbers; no number is the empty text.
  static func parse(_ text: some StringProtocol) -> [Int]? {
    guard !text.isEmpty else { return [] }
    var rows: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let row = Int(part) else { return nil }
      rows.append(row)
    }
    return rows
  }

  /// Whether these can be rows: none is negative, and none is there twice.
  static func areRows(_ rows: [Int]) -> Bool {
    rows.allSatisfy { $0 >= 0 } && Set(rows).count == rows.count
  }
}
