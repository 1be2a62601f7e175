/// A file as it is.
package final class PlainStream: ByteStream {
  private let file: InputFile
  private var position = 0

  /// Starts at the first byte of the file.
  package init(_ file: InputFile) { self.file = file }

  package var path: String { file.path }
  package var largestPossibleSize: Int { file.size }

  package func read(upTo buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = try file.read(upTo: rest, at: position)
      if count == 0 { break }
      done += count
      position += count
    }
    return done
  }
}
