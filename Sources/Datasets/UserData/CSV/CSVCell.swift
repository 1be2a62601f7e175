/// A cell of a CSV file with its place.
struct CSVCell {
  let text: String
  /// The line on which its row begins, from 1.
  let line: Int
  /// The name of its column.
  let column: String

  /// The number that the cell holds, of which 32 bits can hold the magnitude.
  ///
  /// - Throws: `badData` for an empty cell, for text, and for a number that is not finite in 32 bits.
  func number(path: String) throws(DatasetError) -> Double {
    guard let value = Self.number(text) else {
      let (expected, advice) = refusal
      throw .badData(path: path, found: found, expected: expected, advice: advice)
    }
    return value
  }

  /// The group that the cell names.
  ///
  /// - Throws: `badData` for an empty cell.
  func group(path: String) throws(DatasetError) -> String {
    let name = text.trimmingSpaces
    guard !name.isEmpty else {
      throw .badData(
        path: path, found: found, expected: "the group of the row",
        advice: "give every row a group")
    }
    return name
  }

  private var found: String {
    let text = text.trimmingSpaces
    guard !text.isEmpty else { return "nothing in line \(line), column \(column)" }
    let printable = Array(text.utf8).withUnsafeBufferPointer { $0.printable }
    return "'\(printable)' in line \(line), column \(column)"
  }

  /// What was expected, and what to do.
  private var refusal: (expected: String, advice: String) {
    let text = text.trimmingSpaces
    if text.isEmpty {
      return ("a number", "fill the cell, or leave out its row or its column")
    }
    let withPoint = String(text.map { $0 == "," ? "." : $0 })
    if withPoint != text, Self.number(withPoint) != nil {
      return ("a number with a decimal point", "write it as \(withPoint), and all others likewise")
    }
    if Double(text) != nil {
      return (
        "a finite decimal number that 32 bits can hold",
        "replace it, or leave out its row or its column"
      )
    }
    return (
      "a number",
      "leave out the column, make numbers of its texts, or name it as column of labels or groups"
    )
  }

  private static func number(_ text: String) -> Double? {
    var text = text
    return text.withUTF8 { bytes in
      let digits = bytes.trimmed
      var position = 0
      guard let number = DecimalNumber.read(digits, at: &position), position == digits.count
      else { return nil }
      return Float(number).isFinite ? number : nil
    }
  }
}
