/// A text file with one whole number on each line, such as the labels of sequences; blank lines may
/// follow the last one.
package struct IntegerFile {
  package let path: String
  /// The numbers in their order, at least one.
  package let values: [UInt8]

  /// Reads a file, `.gz` or not; `noun` says in messages what a number means.
  ///
  /// - Throws: `badData` for a line that is not one number of the range, and for an empty file.
  package init(_ path: String, noun: String, in range: ClosedRange<UInt8>) throws(DatasetError) {
    let lines = try TextLines(path)
    let expected = "a \(noun) from \(range.lowerBound) to \(range.upperBound)"
    var values: [UInt8] = []
    while let line = try lines.next() {
      let text = line.trimmed
      if text.isEmpty {
        let error = lines.error("nothing", expected: expected)
        guard try lines.restIsBlank() else { throw error }
        break
      }
      guard let value = UInt8(String(decoding: text, as: UTF8.self)), range.contains(value) else {
        throw lines.error("'\(text.printable)'", expected: expected)
      }
      values.append(value)
    }
    guard !values.isEmpty else {
      throw .badData(
        path: path, found: "an empty file", expected: "\(expected) on each line",
        advice: DatasetError.fetchAgain)
    }
    self.path = path
    self.values = values
  }
}
