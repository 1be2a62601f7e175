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
}
