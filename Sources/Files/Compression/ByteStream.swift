/// The content of a file in order, whether it is compressed or not.
package protocol ByteStream: AnyObject {
  /// The file that errors name.
  var path: String { get }
  /// An upper bound of the content's bytes, from the size of the file.
  var largestPossibleSize: Int { get }

  /// Reads until the buffer is full or the content ends; returns the number of bytes.
  func read(upTo buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int
}

extension ByteStream {
  /// The next bytes, at most `limit`, fewer where the content ends.
  ///
  /// A compressed file may claim far more than it holds: memory grows with what is there.
  ///
  /// - Parameter pieceSize: the most that is made room for before anything is read into it.
  package func bytes(_ limit: Int, pieceSize: Int = 1 << 26) throws(FileError) -> [UInt8] {
    var result: [UInt8] = []
    while result.count < limit {
      let wanted = min(limit - result.count, largestPossibleSize, pieceSize)
      let piece = try piece(wanted)
      if result.isEmpty { result = piece } else { result += piece }
      if piece.isEmpty || piece.count < wanted { break }
    }
    return result
  }

  private func piece(_ limit: Int) throws(FileError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: limit)
    var failure: FileError?
    let count = result.withUnsafeMutableBytes { buffer in
      do throws(FileError) {
        return try read(upTo: buffer)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    if count < limit { result.removeLast(limit - count) }
    return result
  }
}
