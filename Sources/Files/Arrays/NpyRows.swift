/// The rows of a `.npy` array, which stay in their file and are read by position, so that memory does
/// not grow with the array.
///
/// A row is everything at one index of the first axis. The file stays open as long as a copy of the
/// value lives; several threads may read at the same time.
package struct NpyRows: Sendable {
  /// What the values are.
  package enum Element: Sendable {
    /// 0 and 1
    case bool
    /// 0 to 255 in 8 bits
    case byte
    /// All other integers.
    case integer
    case real
  }

  /// Where the values are.
  enum Storage {
    case file(InputFile, offset: Int)
    case memory([UInt8])
  }

  /// What errors name: the file, with the array's name where the file holds several.
  package let path: String
  /// The dimensions, slowest first: one at least, and none of them 0.
  package let shape: [Int]
  private let type: StoredType
  private let storage: Storage

  /// - Throws: `badData` for a scalar, and for an array without values.
  init(_ header: NpyHeader, storage: Storage, path: String) throws(FileError) {
    guard !header.shape.isEmpty, header.elementCount > 0 else {
      throw .badData(
        path: path, found: "shape \(header.shape)", expected: "at least one row of values",
        advice: "save an array with rows along its first axis")
    }
    self.path = path
    shape = header.shape
    type = header.type
    self.storage = storage
  }

  package var element: Element {
    switch type {
    case .bool: .bool
    case .uint8: .byte
    case .int8, .int16, .uint16, .int32, .uint32, .int64, .uint64: .integer
    case .float16, .bfloat16, .float32, .float64: .real
    }
  }

  /// The number of rows.
  package var count: Int { shape[0] }
  /// The number of values of a row.
  package var valuesPerRow: Int { shape.dropFirst().reduce(1, *) }
  private var rowSize: Int { valuesPerRow * type.byteWidth }

  /// Reads rows as they are stored into a buffer of exactly their size.
  ///
  /// - Precondition: the rows are rows of the array.
  /// - Throws: `inputOutput`, or `badData` where the file has become shorter since it was opened.
  package func read(
    _ rows: Range<Int>, into bytes: UnsafeMutableRawBufferPointer
  ) throws(FileError) {
    check(rows)
    precondition(bytes.count == rows.count * rowSize, "a buffer of \(bytes.count) bytes")
    try read(into: bytes, at: rows.lowerBound * rowSize)
  }

  /// Reads rows as float32, rounded to nearest, into a buffer of exactly their size: booleans are 0
  /// and 1, bytes 0 to 255.
  ///
  /// - Parameter values: memory that need not be initialised.
  /// - Precondition: the rows are rows of the array.
  /// - Throws: as for bytes.
  package func read(
    _ rows: Range<Int>, into values: UnsafeMutableBufferPointer<Float>
  ) throws(FileError) {
    check(rows)
    precondition(values.count == rows.count * valuesPerRow, "a buffer of \(values.count) values")
    if type == .float32 { return try read(rows, into: UnsafeMutableRawBufferPointer(values)) }
    let width = type.byteWidth
    let piece = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(values.count * width, 1 << 18), alignment: 16)
    defer { piece.deallocate() }
    var done = 0
    while done < values.count {
      let end = min(values.count, done + piece.count / width)
      let bytes = UnsafeMutableRawBufferPointer(rebasing: piece[..<((end - done) * width)])
      try read(into: bytes, at: rows.lowerBound * rowSize + done * width)
      type.convert(
        UnsafeRawBufferPointer(bytes),
        to: UnsafeMutableBufferPointer(rebasing: values[done..<end]))
      done = end
    }
  }

  /// The values of rows in a type that the package computes with, which holds all of them exactly.
  ///
  /// - Precondition: the rows are rows of the array.
  /// - Throws: as for bytes; `badData` for unsigned numbers above Int64.max.
  package func values(_ rows: Range<Int>) throws(FileError) -> NamedArray.Values {
    check(rows)
    var source = Source(rows: self, position: rows.lowerBound * rowSize)
    return try type.read(rows.count * valuesPerRow, from: &source)
  }

  private func check(_ rows: Range<Int>) {
    precondition(0 <= rows.lowerBound && rows.upperBound <= count, "rows \(rows) of \(count)")
  }

  private func read(
    into buffer: UnsafeMutableRawBufferPointer, at position: Int
  ) throws(FileError) {
    switch storage {
    case .file(let file, let offset): try file.read(into: buffer, at: offset + position)
    case .memory(let bytes):
      bytes.withUnsafeBytes { all in
        buffer.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: all[position..<position + buffer.count]))
      }
    }
  }

  /// The stored bytes from a position on.
  private struct Source: ByteSource {
    let rows: NpyRows
    var position: Int

    var path: String { rows.path }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
      try rows.read(into: buffer, at: position)
      position += buffer.count
    }
  }
}
