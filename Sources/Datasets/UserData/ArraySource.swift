import Files

/// Samples that are the rows of an array in a file, read by position.
struct ArraySource: SampleSource {
  let sampleShape: [Int]
  private let rows: NpyRows

  /// - Precondition: a row of the array has as many values as a sample.
  init(_ rows: NpyRows, sampleShape: [Int]) {
    precondition(
      rows.valuesPerRow == sampleShape.reduce(1, *),
      "rows of \(rows.valuesPerRow) values for samples of \(sampleShape)")
    self.rows = rows
    self.sampleShape = sampleShape
  }

  var count: Int { rows.count }
  var element: SampleElement { rows.element == .byte ? .byte : .float }

  func read(
    rows indices: some Collection<Int>, into bytes: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) {
    precondition(element == .byte, "\(rows.path) holds no bytes")
    try forEachRun(of: indices, in: bytes) { (run, part) throws(FileError) in
      try rows.read(run, into: UnsafeMutableRawBufferPointer(part))
    }
  }

  func read(
    rows indices: some Collection<Int>, into values: UnsafeMutableBufferPointer<Float>
  ) throws(DatasetError) {
    try forEachRun(of: indices, in: values) { (run, part) throws(FileError) in
      try rows.read(run, into: part)
    }
    guard element == .byte else { return }
    for index in values.indices { values[index] /= 255 }
  }

  /// Calls `read` for each run of consecutive rows with its part of the buffer, so that neighbours are
  /// read at once.
  private func forEachRun<Value>(
    of indices: some Collection<Int>, in buffer: UnsafeMutableBufferPointer<Value>,
    _ read: (Range<Int>, UnsafeMutableBufferPointer<Value>) throws(FileError) -> Void
  ) throws(DatasetError) {
    let size = rows.valuesPerRow
    precondition(
      buffer.count == indices.count * size,
      "a buffer of \(buffer.count) values for \(indices.count) rows of \(size)")
    var rest = indices[...]
    var start = 0
    while let first = rest.first {
      var end = first
      while let next = rest.first, next == end {
        rest.removeFirst()
        end += 1
      }
      let part = start..<start + (end - first) * size
      try DatasetError.files { () throws(FileError) in
        try read(first..<end, UnsafeMutableBufferPointer(rebasing: buffer[part]))
      }
      start = part.upperBound
    }
  }
}
