/// Something that gives its bytes in order, exactly as many as asked for, or an error.
protocol ByteSource {
  /// The file that errors name.
  var path: String { get }

  /// Fills the whole buffer with the next bytes.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError)
}

extension ByteSource {
  /// The next `count` bytes, a number that the caller has bounded.
  mutating func bytes(_ count: Int) throws(FileError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    var failure: FileError?
    result.withUnsafeMutableBytes { buffer in
      do throws(FileError) {
        try read(into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }

  /// Calls `body` with the next `count` bytes, piece by piece.
  mutating func forEachPiece(
    of count: Int, _ body: (UnsafeRawBufferPointer) throws(FileError) -> Void
  ) throws(FileError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(count, 1 << 20), alignment: 16)
    defer { buffer.deallocate() }
    var remaining = count
    while remaining > 0 {
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, remaining)])
      try read(into: piece)
      try body(UnsafeRawBufferPointer(piece))
      remaining -= piece.count
    }
  }
}
