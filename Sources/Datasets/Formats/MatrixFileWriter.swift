import Files

/// Writes a matrix file from front to back; it takes its place when it is complete.
///
/// A reader of `path` sees what was there before or the whole new file, also after a power cut. A
/// writer that goes away before `finish()` leaves nothing behind.
package final class MatrixFileWriter {
  package let header: MatrixHeader
  private let file: NewFile
  private var written = 0

  /// Begins a file that `finish()` puts at `path`, replacing what is there; its folder must exist.
  ///
  /// - Precondition: `shape` has 1 to 8 positive dimensions below 2³¹.
  /// - Throws: `cannotCreate`, also while another process writes the same file; `inputOutput`
  ///   where the disk has too little space.
  package init(_ path: String, _ element: MatrixElement, shape: [Int]) throws(DatasetError) {
    let header = MatrixHeader(element, shape: shape)
    self.header = header
    file = try DatasetError.files { () throws(FileError) in
      let file = try NewFile(path, size: header.fileSize)
      try file.append(header.bytes)
      return file
    }
  }

  /// Appends elements as they are in memory, which must be little-endian.
  ///
  /// - Precondition: not more bytes than the header states.
  /// - Throws: `inputOutput`.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(DatasetError) {
    precondition(
      bytes.count <= header.dataSize - written,
      "\(file.path): more than the \(header.dataSize) bytes of \(header.shape)")
    try DatasetError.files { () throws(FileError) in try file.append(bytes) }
    written += bytes.count
  }

  /// Appends bytes to a file of bytes.
  package func append(_ bytes: [UInt8]) throws(DatasetError) {
    precondition(header.element == .byte, "\(file.path) holds \(header.element)")
    try bytes.withBytes { (buffer) throws(DatasetError) in try append(buffer) }
  }

  /// Appends values to a file of int32 values.
  package func append(_ values: [Int32]) throws(DatasetError) {
    precondition(header.element == .int, "\(file.path) holds \(header.element)")
    let words = values.map(\.littleEndian)
    try words.withBytes { (buffer) throws(DatasetError) in try append(buffer) }
  }

  /// Moves the complete file to its place, durably. To be called once.
  ///
  /// - Precondition: all elements have been appended.
  /// - Throws: `inputOutput` or `cannotCreate`.
  package func finish() throws(DatasetError) {
    precondition(
      written == header.dataSize,
      "\(file.path): \(written) of the \(header.dataSize) bytes of \(header.shape)")
    try DatasetError.files { () throws(FileError) in try file.finish() }
  }
}
