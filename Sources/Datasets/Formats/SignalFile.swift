/// A text file of signals: each line is one sequence of `steps` numbers, separated by white space.
/// Blank lines may follow the last one.
package struct SignalFile {
  /// Numbers on a line.
  package let steps: Int
  private let lines: TextLines

  /// Opens a file, `.gz` or not.
  package init(_ path: String, steps: Int) throws(DatasetError) {
    self.steps = steps
    lines = try TextLines(path)
  }

  /// Reads the whole file, [count, steps]: the number nearest to each text as a double, rounded to
  /// 32 bits. To be called once.
  ///
  /// - Parameter source: The file that gives `count`, for the message where it does not fit.
  /// - Throws: `badData` for a line with too few or too many numbers, for text that is no decimal
  ///   number, for a number that 32 bits cannot hold, not finite ones included, and for another
  ///   number of lines.
  package func values(count: Int, as source: String) throws(DatasetError) -> [Float] {
    // A number and its separator are at least two bytes.
    let possible = (lines.largestPossibleSize + 1) / (2 * steps)
    var values = [Float](repeating: 0, count: min(count, possible) * steps)
    var row = 0
    while let line = try lines.next() {
      if line.isBlank {
        let error = lines.error("no number", expected: "\(steps) numbers")
        guard try lines.restIsBlank() else { throw error }
        break
      }
      guard row < count else {
        throw lines.error(
          "another sequence", expected: "\(count) lines, as in \(source)",
          advice: "take all files from the same source")
      }
      guard (row + 1) * steps <= values.count else {
        // So few bytes hold no such line, unless there are more of them now.
        try checkNumbers(of: line)
        throw lines.error(
          "another sequence", expected: "no more than \(possible), all that the file could hold",
          advice: "leave the file alone while it is in use")
      }
      try read(line, into: &values, from: row * steps)
      row += 1
    }
    guard row == count else {
      throw .badData(
        path: lines.path, found: "\(row) lines", expected: "\(count), as in \(source)",
        advice: "take all files from the same source")
    }
    return values
  }

  private func read(
    _ line: UnsafeBufferPointer<UInt8>, into values: inout [Float], from start: Int
  ) throws(DatasetError) {
    var position = 0
    for step in 0..<steps {
      skipWhiteSpace(line, &position)
      guard position < line.count else {
        throw lines.error(
          "\(step) \(step == 1 ? "number" : "numbers")", expected: "\(steps) numbers")
      }
      let first = position
      guard let number = DecimalNumber.read(line, at: &position) else {
        throw unusable(line, from: first, step)
      }
      let value = Float(number)
      guard value.isFinite else { throw unusable(line, from: first, step) }
      values[start + step] = value
    }
    skipWhiteSpace(line, &position)
    if position < line.count { try checkNumbers(of: line) }
  }

  private func checkNumbers(of line: UnsafeBufferPointer<UInt8>) throws(DatasetError) {
    let count = line.split(whereSeparator: DecimalNumber.isWhiteSpace).count
    guard count == steps else {
      throw lines.error(
        "\(count) \(count == 1 ? "number" : "numbers")", expected: "\(steps) numbers")
    }
  }

  private func skipWhiteSpace(_ line: UnsafeBufferPointer<UInt8>, _ position: inout Int) {
    while position < line.count, DecimalNumber.isWhiteSpace(line[position]) { position += 1 }
  }

  private func unusable(
    _ line: UnsafeBufferPointer<UInt8>, from first: Int, _ step: Int
  ) -> DatasetError {
    let token = line[first...].prefix { !DecimalNumber.isWhiteSpace($0) }
    return lines.error(
      "'\(UnsafeBufferPointer(rebasing: token).printable)' as number \(step + 1)",
      expected: "a finite decimal number that 32 bits can hold")
  }
}
