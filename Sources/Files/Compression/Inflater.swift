import CZlib

/// zlib's state of inflating one stream, with a buffer for its input.
final class Inflater {
  enum Format {
    /// Deflate data alone.
    case raw
    /// Deflate data between gzip's header and trailer, whose checksum and length zlib compares.
    case gzip

    fileprivate var windowBits: Int32 {
      switch self {
      case .raw: -MAX_WBITS
      case .gzip: MAX_WBITS + 16
      }
    }
  }

  /// What a piece of work ended with.
  enum Outcome {
    case unfinished
    /// The end of the stream.
    case finished
    case damaged(String)
  }

  /// Deflate gives at most this many bytes for one.
  static let largestRatio = 1032

  // zlib keeps a pointer to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer

  /// `path` is the file that an error names.
  init(_ format: Format, path: String) throws(FileError) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = inflateInit2_(
      stream, format.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      stream.deallocate()
      throw .inputOutput(path: path, operation: "starting zlib", reason: "zlib status \(status)")
    }
    self.stream = stream
    input = .allocate(byteCount: 65_536, alignment: 16)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Whether all input has been used.
  var needsInput: Bool { stream.pointee.avail_in == 0 }

  /// Takes what `read` puts into a buffer, and how many bytes that are, as the next input.
  func refill(
    _ read: (UnsafeMutableRawBufferPointer) throws(FileError) -> Int
  ) throws(FileError) {
    let count = try read(input)
    stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_in = UInt32(count)
  }

  /// Inflates into the buffer until it is full or the input is used up; returns the number of bytes.
  func inflate(
    into buffer: UnsafeMutableRawBufferPointer
  ) -> (count: Int, outcome: Outcome) {
    // zlib counts in 32 bits.
    let space = min(buffer.count, 1 << 30)
    stream.pointee.next_out = buffer.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(space)
    let status = CZlib.inflate(stream, Z_NO_FLUSH)
    let count = space - Int(stream.pointee.avail_out)
    switch status {
    case Z_OK: return (count, .unfinished)
    case Z_STREAM_END: return (count, .finished)
    // Only input is missing, which the caller may be able to provide.
    case Z_BUF_ERROR where needsInput: return (count, .unfinished)
    default:
      let detail = stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)"
      return (count, .damaged(detail))
    }
  }

  /// Skips the zero bytes at the front of the input.
  func skipZeros() {
    while stream.pointee.avail_in > 0, let next = stream.pointee.next_in, next.pointee == 0 {
      stream.pointee.next_in = next + 1
      stream.pointee.avail_in -= 1
    }
  }

  /// Prepares for another stream, which continues with the rest of the input.
  func reset() -> Bool { inflateReset(stream) == Z_OK }
}
