import Files

/// An IDX file of unsigned bytes whose header has been read and checked; `.gz` or not.
///
/// Layout: two zero bytes, the element type (8: unsigned byte), the number of dimensions, each
/// dimension as 4 bytes big-endian, then the values with the last dimension varying fastest.
package struct IDXFile {
  /// The dimensions, slowest first.
  package let shape: [Int]
  private let stream: DatasetStream
  private let count: Int

  var path: String { stream.path }

  /// Opens a file and checks its header against the size of the file; allocates nothing large.
  ///
  /// `dimensions` is 3 for images (magic number 2051) and 1 for labels (2049).
  package init(_ path: String, dimensions: Int) throws(DatasetError) {
    let stream = try DatasetStream(path)
    func bad(_ found: String, _ expected: String) -> DatasetError {
      .badData(
        path: path, found: found, expected: expected, advice: DatasetError.fetchAgain)
    }
    let headerSize = 4 + 4 * dimensions
    let header = try stream.bytes(headerSize)
    guard header.count >= 4 else {
      throw bad("\(header.count) bytes", "an IDX file, which has at least \(headerSize)")
    }
    let magic = bigEndian(header[0..<4])
    if magic != 0x800 + dimensions {
      try stream.checkSignature(after: header, is: .idx, expected: "an IDX file")
    }
    guard magic == 0x800 + dimensions else {
      let kind =
        magic >> 8 == 8 && (1...4).contains(magic & 0xFF)
        ? "magic number \(magic) (unsigned bytes in \(magic & 0xFF) dimensions)"
        : "magic number \(magic)"
      throw bad(kind, "\(0x800 + dimensions) (unsigned bytes in \(dimensions) dimensions)")
    }
    guard header.count == headerSize else {
      throw bad("\(header.count) bytes", "an IDX header of \(headerSize)")
    }
    let shape = (0..<dimensions).map { bigEndian(header[4 + 4 * $0..<8 + 4 * $0]) }
    var count = 1
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension > 0, !overflow else {
        throw bad("dimensions \(shape)", "positive dimensions whose product fits")
      }
      count = product
    }
    guard count <= stream.largestPossibleSize - headerSize else {
      throw bad(
        "dimensions \(shape), which need \(count) bytes",
        "at most \(max(0, stream.largestPossibleSize - headerSize)), all that a file of this size "
          + "can hold")
    }
    self.shape = shape
    self.stream = stream
    self.count = count
  }

  /// Reads the values; they must fill the file exactly. To be called once.
  package func values() throws(DatasetError) -> [UInt8] {
    let values = try stream.bytes(count)
    guard values.count == count else {
      throw .badData(
        path: path, found: "\(values.count) values", expected: "\(count) for dimensions \(shape)",
        advice: DatasetError.fetchAgain)
    }
    // Asking for one byte more also makes gzip check its checksum.
    guard try stream.bytes(1).isEmpty else {
      throw .badData(
        path: path, found: "more than \(count) values",
        expected: "\(count) for dimensions \(shape)", advice: DatasetError.fetchAgain)
    }
    return values
  }
}

private func bigEndian(_ bytes: some Sequence<UInt8>) -> Int {
  bytes.reduce(0) { $0 << 8 | Int($1) }
}
