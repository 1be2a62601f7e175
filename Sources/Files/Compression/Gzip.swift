/// Inflates a gzip file piece by piece; checksum and length are checked at its end.
///
/// The format is RFC 1952: several compressed members may follow one another. Zero bytes after a
/// member, as tapes and copies by blocks leave them, are skipped; anything else there is damage.
package final class Gzip: ByteStream {
  /// The first bytes of every gzip file.
  package static let magic: [UInt8] = [0x1F, 0x8B]

  private let file: InputFile
  private let advice: String
  private let inflater: Inflater
  private var position = 0
  private var isAtEnd = false

  /// Starts at the first byte of the file; `advice` ends the message about damaged data.
  package init(_ file: InputFile, advice: String) throws(FileError) {
    self.file = file
    self.advice = advice
    inflater = try Inflater(.gzip, path: file.path)
  }

  /// Opens a file as it is or, where it begins with gzip's magic number, inflated.
  package static func openStream(
    _ path: String, advice: String
  ) throws(FileError) -> any ByteStream {
    let file = try InputFile(path)
    let start = try PlainStream(file).bytes(magic.count)
    return start == magic ? try Gzip(file, advice: advice) : PlainStream(file)
  }

  package var path: String { file.path }

  package var largestPossibleSize: Int {
    let (size, overflow) = file.size.multipliedReportingOverflow(by: Inflater.largestRatio)
    return overflow ? .max : size
  }

  package func read(upTo buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var done = 0
    while done < buffer.count, !isAtEnd {
      if inflater.needsInput { try refill() }
      // At the end of the file zlib gets one more call, for output that it still holds.
      let isWithoutInput = inflater.needsInput
      let (count, outcome) = inflater.inflate(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
      done += count
      switch outcome {
      case .finished: try beginNextMember()
      case .unfinished: if isWithoutInput, count == 0 { throw truncated }
      case .damaged(let detail):
        throw .badData(
          path: path, found: "damaged gzip data (\(detail))", expected: "a complete gzip file",
          advice: advice)
      }
    }
    return done
  }

  private var truncated: FileError {
    .badData(
      path: path, found: "gzip data that stops in the middle after \(file.size) bytes",
      expected: "a complete gzip file", advice: advice)
  }

  /// Fills the input; leaves it empty at the end of the file.
  private func refill() throws(FileError) {
    try inflater.refill { (buffer) throws(FileError) in
      let count = try file.read(upTo: buffer, at: position)
      position += count
      return count
    }
  }

  private func beginNextMember() throws(FileError) {
    repeat {
      if inflater.needsInput { try refill() }
      guard !inflater.needsInput else {
        isAtEnd = true
        return
      }
      inflater.skipZeros()
    } while inflater.needsInput
    guard inflater.reset() else { throw truncated }
  }
}
