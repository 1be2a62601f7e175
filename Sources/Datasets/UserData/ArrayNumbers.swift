import Files

/// An array of class or group numbers, read some rows at a time.
struct ArrayNumbers {
  let array: NpyRows

  /// Numbers that are read at a time.
  private static let blockSize = 65_536

  /// Calls `body` with the numbers of each row, in order; nil stands for NaN.
  ///
  /// - Parameter body: returns whether to go on.
  /// - Throws: `badData` for a number that is not whole; where a file cannot be read.
  func forEachRow(_ body: (ArraySlice<Int64?>) -> Bool) throws(DatasetError) {
    let size = array.valuesPerRow
    let blockRows = max(1, Self.blockSize / size)
    var first = 0
    while first < array.count {
      let end = min(array.count, first + blockRows)
      let numbers = try self.numbers(first..<end)
      for start in stride(from: 0, to: numbers.count, by: size) {
        guard body(numbers[start..<start + size]) else { return }
      }
      first = end
    }
  }

  private func numbers(_ rows: Range<Int>) throws(DatasetError) -> [Int64?] {
    let values = try DatasetError.files { () throws(FileError) in try array.values(rows) }
    switch values {
    case .float32(let values): return try whole(values.map { Double($0) }, from: rows.lowerBound)
    case .float64(let values): return try whole(values, from: rows.lowerBound)
    case .int32(let values): return values.map { Int64($0) }
    case .int64(let values): return values
    case .uint8(let values): return values.map { Int64($0) }
    case .bool(let values): return values.map { $0 ? 1 : 0 }
    }
  }

  private func whole(_ values: [Double], from row: Int) throws(DatasetError) -> [Int64?] {
    var numbers: [Int64?] = []
    numbers.reserveCapacity(values.count)
    for value in values {
      if value.isNaN {
        numbers.append(nil)
      } else if let number = Int64(exactly: value) {
        numbers.append(number)
      } else {
        let (rows, column) = numbers.count.quotientAndRemainder(dividingBy: array.valuesPerRow)
        let place = array.valuesPerRow > 1 ? ", column \(column)" : ""
        throw .badData(
          path: array.path, found: "\(value) in row \(row + rows)\(place) (from 0)",
          expected: "whole numbers, one for each class",
          advice: "give classes numbers; measurements and probabilities are no labels")
      }
    }
    return numbers
  }
}
