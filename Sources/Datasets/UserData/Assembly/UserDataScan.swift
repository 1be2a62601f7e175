/// One pass in order over every value of a user's data, before anything is trained on them.
struct UserDataScan {
  /// The smallest and the largest training value as models read them, not standardised; nil before the
  /// first.
  private(set) var range: ClosedRange<Float>?
  /// What columns are to be standardised with; nil where they are not.
  private(set) var moments: TableMoments?
  /// The names of the columns, for messages.
  private let columns: [String]?
  private let chunkBytes: Int

  /// - Parameters:
  ///   - standardizing: the number of columns whose statistics are wanted; nil for none.
  ///   - chunkBytes: how much is read at a time, though at least one sample.
  init(columns: [String]?, standardizing: Int?, chunkBytes: Int) {
    self.columns = columns
    self.chunkBytes = chunkBytes
    moments = standardizing.map { TableMoments(columns: $0) }
  }

  /// Whether all training values were in 0…1.
  var isUnitRange: Bool { range.map { $0.lowerBound >= 0 && $0.upperBound <= 1 } ?? true }

  /// Reads the samples of a part; those whose flag is set count for range and statistics.
  ///
  /// - Throws: `badData` that names the place of a value that is not finite; what reading throws.
  mutating func read(_ part: RawData.Part, isTraining: [Bool]) throws(DatasetError) {
    let source = part.source
    precondition(
      isTraining.count == source.count, "\(isTraining.count) flags of \(source.count) samples")
    let size = source.sampleShape.reduce(1, *)
    let width = source.element == .byte ? 1 : MemoryLayout<Float>.size
    let step = min(max(1, chunkBytes / (size * width)), max(1, source.count))
    switch source.element {
    case .byte:
      let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: step * size)
      defer { bytes.deallocate() }
      for first in stride(from: 0, to: source.count, by: step) {
        let rows = first..<min(first + step, source.count)
        let chunk = UnsafeMutableBufferPointer(rebasing: bytes[..<(rows.count * size)])
        try source.read(rows: rows, into: chunk)
        for (index, row) in rows.enumerated() where isTraining[row] {
          let sample = chunk[index * size..<(index + 1) * size]
          include(sample.lazy.map { Float($0) / 255 })
        }
      }
    case .float:
      let values = UnsafeMutableBufferPointer<Float>.allocate(capacity: step * size)
      defer { values.deallocate() }
      for first in stride(from: 0, to: source.count, by: step) {
        let rows = first..<min(first + step, source.count)
        let chunk = UnsafeMutableBufferPointer(rebasing: values[..<(rows.count * size)])
        try source.read(rows: rows, into: chunk)
        try check(UnsafeBufferPointer(chunk), rows, part, isTraining)
      }
    }
  }

  private mutating func check(
    _ values: UnsafeBufferPointer<Float>, _ rows: Range<Int>, _ part: RawData.Part,
    _ isTraining: [Bool]
  ) throws(DatasetError) {
    let shape = part.source.sampleShape
    let size = shape.reduce(1, *)
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      let (row, offset) = (rows.lowerBound + index / size, index % size)
      throw .badData(
        path: part.path,
        found: "\(values[index]) \(place(row, offset, shape, of: part))",
        expected: "finite numbers", advice: "replace the value, or leave out the sample")
    }
    let training = rows.indices.filter { isTraining[$0] }.map { $0 - rows.lowerBound }
    for row in training { include(values[row * size..<(row + 1) * size]) }
    moments?.add(training, of: values)
  }

  private mutating func include(_ values: some Collection<Float>) {
    guard let first = values.first else { return }
    var (low, high) = (range?.lowerBound ?? first, range?.upperBound ?? first)
    for value in values {
      if value < low { low = value }
      if value > high { high = value }
    }
    range = low...high
  }

  /// Such as `in line 17, column height`, `at [17, 3, 4]`.
  private func place(
    _ row: Int, _ offset: Int, _ shape: [Int], of part: RawData.Part
  ) -> String {
    var indices: [Int] = []
    var rest = offset
    for length in shape.reversed() {
      indices.insert(rest % length, at: 0)
      rest /= length
    }
    // Arrays of pictures may have no axis of channels.
    if shape.count == 3, shape[2] == 1 { indices.removeLast() }
    guard let place = part.place?(row) else {
      return "at [\(([row] + indices).map(String.init).joined(separator: ", "))]"
    }
    if let columns, shape.count == 1 { return "in \(place), column \(columns[offset])" }
    return "in \(place) at [\(indices.map(String.init).joined(separator: ", "))]"
  }
}
