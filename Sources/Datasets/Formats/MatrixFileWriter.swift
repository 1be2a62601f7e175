/// Writes a matrix file from front to back; it takes its place when it is complete.
///
/// A reader of `path` sees what was there before or the whole new file, also after a power cut. A
/// writer that goes away before `finish()` leaves nothing behind.
package final class MatrixFileWriter {
  package let header: MatrixHeader
  private let file: NewFile
  private var written = 0

  /// Begins a file at `path`, replacing what is there at the end; its folder must be there.
  ///
  /// - Precondition: `shape` has 1 to 8 positive dimensions below 2³¹.
  /// - Throws: `cannotCreate`, also while another process writes the same file; `inputOutput`
  ///   where the disk has too little space.
  package init(_ path: String, _ element: MatrixElement, shape: [Int]) throws(DatasetError) {
    header = MatrixHeader(element, shape: shape)
    file = try NewFile(path, size: header.fileSize)
    try write(header.bytes)
  }

  /// Appends elements as they stand in memory, which must be little-endian.
  ///
  /// - Precondition: not more bytes than the header has announced.
  /// - Throws: `inputOutput`.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(DatasetError) {
    precondition(
      bytes.count <= header.dataSize - written,
      "\(file.path): more than the \(header.dataSize) bytes of \(header.shape)")
    try file.append(bytes)
    written += bytes.count
  }

  /// Appends bytes to a file of bytes.
  package func append(_ bytes: [UInt8]) throws(DatasetError) {
    precondition(header.element == .byte, "\(file.path) holds \(header.element)")
    try bytes.withBytes { (buffer) throws(DatasetError) in try append(buffer) }
  }

  /// Appends numbers to a file of int32 numbers.
  package func append(_ numbers: [Int32]) throws(DatasetError) {
    precondition(header.element == .int, "\(file.path) holds \(header.element)")
    let words = numbers.map(\.littleEndian)
    try words.withBytes { (buffer) throws(DatasetError) in try append(buffer) }
  }

  /// Puts the complete file to its place, durably. To be called once.
  ///
  /// - Precondition: all elements have been appended.
  /// - Throws: `inputOutput` or `cannotCreate`.
  package func finish() throws(DatasetError) {
    precondition(
      written == header.dataSize,
      "\(file.path): \(written) of the \(header.dataSize) bytes of \(header.shape)")
    try file.finish()
  }

  private func write(_ bytes: [UInt8]) throws(DatasetError) {
    try bytes.withBytes { (buffer) throws(DatasetError) in try file.append(buffer) }
  }
}

extension Array {
  /// `withUnsafeBytes` with a typed error.
  func withBytes(
    _ body: (UnsafeRawBufferPointer) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    var failure: DatasetError?
    withUnsafeBytes { buffer in
      do throws(DatasetError) {
        try body(buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
