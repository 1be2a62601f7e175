import CZlib

/// Inflates a gzip file piece by piece; checksum and length are checked at its end.
///
/// The format is RFC 1952: several compressed members may follow one another.
final class Gzip: ByteStream {
  /// The first bytes of every gzip file.
  static let magic: [UInt8] = [0x1F, 0x8B]

  private let file: FileReader
  // zlib keeps a pointer to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var isAtEnd = false

  /// Starts at the first byte of the file.
  init(_ file: FileReader) throws(DatasetError) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 16 more window bits: a gzip header and trailer around the deflate data.
    let status = inflateInit2_(
      stream, MAX_WBITS + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      stream.deallocate()
      throw .inputOutput(
        path: file.path, operation: "starting zlib", reason: "zlib status \(status)")
    }
    self.file = file
    self.stream = stream
    self.input = .allocate(byteCount: 65_536, alignment: 16)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  var path: String { file.path }

  /// Deflate makes at most 1032 bytes of one.
  var largestPossibleSize: Int {
    let (size, overflow) = file.size.multipliedReportingOverflow(by: 1032)
    return overflow ? .max : size
  }

  func read(upTo buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    let output = buffer.bindMemory(to: UInt8.self)
    guard let base = output.baseAddress else { return 0 }
    var done = 0
    while done < output.count, !isAtEnd {
      if stream.pointee.avail_in == 0 { try refill() }
      // zlib counts in 32 bits.
      let space = min(output.count - done, 1 << 30)
      stream.pointee.next_out = base + done
      stream.pointee.avail_out = UInt32(space)
      let status = inflate(stream, Z_NO_FLUSH)
      done += space - Int(stream.pointee.avail_out)
      switch status {
      case Z_OK: continue
      case Z_STREAM_END: try beginNextMember()
      case Z_BUF_ERROR where stream.pointee.avail_in == 0: throw truncated
      default:
        let detail = stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)"
        throw .badData(
          path: path, found: "damaged gzip data (\(detail))", expected: "a complete gzip file",
          advice: DatasetError.fetchAgain)
      }
    }
    return done
  }

  private var truncated: DatasetError {
    .badData(
      path: path, found: "gzip data that stops in the middle after \(file.size) bytes",
      expected: "a complete gzip file", advice: DatasetError.fetchAgain)
  }

  /// Fills the input; leaves it empty at the end of the file.
  private func refill() throws(DatasetError) {
    let count = try file.read(upTo: input)
    stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
    stream.pointee.avail_in = UInt32(count)
  }

  private func beginNextMember() throws(DatasetError) {
    if stream.pointee.avail_in == 0 { try refill() }
    guard stream.pointee.avail_in > 0 else {
      isAtEnd = true
      return
    }
    guard inflateReset(stream) == Z_OK else { throw truncated }
  }
}
