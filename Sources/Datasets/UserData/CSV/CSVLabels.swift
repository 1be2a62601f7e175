/// The labels of one column of a CSV file, gathered row by row.
struct CSVLabels {
  private let name: String
  /// The label that says that a row has none, besides −1 and an empty cell.
  private let unlabelled: RawLabels.Label?
  private var codes: [Int32] = []
  private var distinct: [RawLabels.Label] = []
  private var numbers: [RawLabels.Label: Int32] = [:]

  init(name: String, unlabelledValue: String?) {
    self.name = name
    unlabelled = unlabelledValue.flatMap { Self.label($0) }
  }

  /// What was gathered.
  var result: RawLabels { RawLabels(name: name, distinct: distinct, codes: codes) }

  /// Adds the label of the next row.
  mutating func append(_ cell: String) {
    guard let label = Self.label(cell), label != .integer(-1), label != unlabelled else {
      codes.append(-1)
      return
    }
    if let number = numbers[label] {
      codes.append(number)
    } else {
      let number = Int32(distinct.count)
      numbers[label] = number
      distinct.append(label)
      codes.append(number)
    }
  }

  /// The label in a cell; nil where it is empty.
  ///
  /// Whole numbers may be written as `3.0`: programs do so in a column that has empty cells.
  private static func label(_ cell: String) -> RawLabels.Label? {
    let text = cell.trimmingSpaces
    guard !text.isEmpty else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let isWhole = parts.count < 2 || parts.count == 2 && parts[1].allSatisfy { $0 == "0" }
    if isWhole, let integer = Int64(parts[0]) { return .integer(integer) }
    return .text(text)
  }
}
