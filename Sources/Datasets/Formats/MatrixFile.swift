import Files

/// A matrix file whose rows are read by position, so that memory does not grow with the file.
///
/// A row is everything at one index of the first dimension. The file stays open as long as the
/// value lives; several threads may read from it at the same time.
package final class MatrixFile: Sendable {
  /// The header, checked against the size of the file.
  package let header: MatrixHeader
  /// The file that was given; of a compressed one a copy is read.
  package let path: String
  private let file: InputFile

  /// Opens a file; one that is compressed is unpacked into `cacheDirectory` first, once.
  ///
  /// - Parameter cacheDirectory: where unpacked files are kept; nil refuses compressed ones.
  /// The first bytes decide whether a file is compressed, not its name.
  ///
  /// - Throws: `notFound`; `badData` for a wrong header, a size that is not the header's, or damaged
  ///   gzip data; `inputOutput` or `cannotCreate` where the file cannot be unpacked.
  package convenience init(
    _ path: String, cacheDirectory: String?
  ) throws(DatasetError) {
    let (file, start) = try DatasetError.files { () throws(FileError) in
      let file = try InputFile(path)
      return (file, try PlainStream(file).bytes(Gzip.magic.count))
    }
    if start == Gzip.magic {
      let copy = try UnpackedMatrix(file, cacheDirectory: cacheDirectory).open()
      try self.init(unpacked: copy, path: path)
      return
    }
    try self.init(unpacked: file, path: path)
  }

  /// Takes a file that is not compressed.
  private init(unpacked file: InputFile, path: String) throws(DatasetError) {
    self.path = path
    header = try MatrixHeader(DatasetStream(PlainStream(file)))
    self.file = file
    guard file.size == header.fileSize else {
      throw .badData(
        path: file.path, found: "\(file.size) bytes",
        expected: "\(header.fileSize) for dimensions \(header.shape) of \(header.element)",
        advice: DatasetError.fetchAgain)
    }
  }

  /// The dimensions, slowest first.
  package var shape: [Int] { header.shape }
  /// Rows of the file.
  package var rowCount: Int { header.shape[0] }
  /// Bytes of a row.
  package var rowSize: Int { header.dataSize / header.shape[0] }

  /// Reads whole rows, as they are stored, into a buffer of exactly their size.
  ///
  /// - Precondition: the rows are rows of the file and the buffer has `rowSize` bytes for each.
  /// - Throws: `inputOutput`, or `badData` where the file has become shorter since it was opened.
  package func read(
    _ rows: Range<Int>, into buffer: UnsafeMutableRawBufferPointer
  ) throws(DatasetError) {
    precondition(
      0 <= rows.lowerBound && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    precondition(buffer.count == rows.count * rowSize, "a buffer of \(buffer.count) bytes")
    try DatasetError.files { () throws(FileError) in
      try file.read(into: buffer, at: header.size + rows.lowerBound * rowSize)
    }
  }

  /// All elements of a file of int32 values.
  ///
  /// - Precondition: the elements are `int`.
  /// - Throws: as `read`.
  package func integers() throws(DatasetError) -> [Int32] {
    precondition(header.element == .int, "\(path) holds \(header.element)")
    let words = try [Int32](count: header.dataSize / 4) { (words) throws(DatasetError) in
      try read(0..<rowCount, into: UnsafeMutableRawBufferPointer(words))
    }
    return words.map { Int32(littleEndian: $0) }
  }
}

extension Array {
  /// An array whose `count` elements `fill` writes.
  ///
  /// - Parameter fill: gets memory that is not initialised and initialises all of it.
  package init<Failure: Error>(
    count: Int, filledBy fill: (UnsafeMutableBufferPointer<Element>) throws(Failure) -> Void
  ) throws(Failure) {
    var failure: Failure?
    self.init(unsafeUninitializedCapacity: count) { memory, initialized in
      // The memory may be larger than was asked for.
      let elements = UnsafeMutableBufferPointer(rebasing: memory[..<count])
      do throws(Failure) {
        try fill(elements)
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
