import CZlib

/// The bytes of one file in a zip archive, inflated where needed, with its checksum.
final class ZipEntrySource: ByteSource {
  let path: String
  private let file: InputFile
  private let entry: ZipEntry
  private var position: Int
  private let end: Int
  private var checksum: UInt = 0
  // zlib keeps a pointer to the stream, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>?
  private let input: UnsafeMutableRawBufferPointer

  init(_ entry: ZipEntry, in file: InputFile) throws(ArrayFileError) {
    var region = FileRegion(file: file, offset: entry.localHeader)
    guard entry.localHeader + 30 <= file.size else {
      throw ZipDirectory.damaged(file, "'\(entry.name)' behind the end of the file")
    }
    let header = try region.bytes(30)
    let names = Int(littleEndian(header[26..<28])) + Int(littleEndian(header[28..<30]))
    let start = entry.localHeader + 30 + names
    guard littleEndian(header[0..<4]) == 0x0403_4B50,
      start + entry.compressedSize <= file.size
    else { throw ZipDirectory.damaged(file, "'\(entry.name)' not where it should be") }
    var stream: UnsafeMutablePointer<z_stream>?
    if entry.isDeflated {
      let made = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      made.initialize(to: z_stream())
      // Negative window bits: raw deflate without a zlib header.
      let status = inflateInit2_(
        made, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard status == Z_OK else {
        made.deallocate()
        throw .inputOutput(
          path: file.path, operation: "starting zlib", reason: "zlib status \(status)")
      }
      stream = made
    }
    self.path = "\(file.path)(\(entry.name))"
    self.file = file
    self.entry = entry
    self.position = start
    self.end = start + entry.compressedSize
    self.stream = stream
    self.input = UnsafeMutableRawBufferPointer.allocate(
      byteCount: entry.isDeflated ? 65_536 : 0, alignment: 16)
  }

  deinit {
    if let stream {
      inflateEnd(stream)
      stream.deallocate()
    }
    input.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    if let stream {
      let made = try inflate(stream, into: buffer)
      guard made == buffer.count else {
        throw ZipDirectory.damaged(file, "'\(entry.name)' that ends too early")
      }
    } else {
      guard buffer.count <= end - position else {
        throw ZipDirectory.damaged(file, "'\(entry.name)' that ends too early")
      }
      try file.read(into: buffer, at: position)
      position += buffer.count
    }
    checksum = crc32_z(checksum, buffer.bindMemory(to: UInt8.self).baseAddress, buffer.count)
  }

  /// Checks that the bytes end where they should and that their checksum is right.
  func finish() throws(ArrayFileError) {
    if let stream {
      var spare: UInt8 = 0
      var failure: ArrayFileError?
      let extra = withUnsafeMutableBytes(of: &spare) { byte in
        do throws(ArrayFileError) {
          return try inflate(stream, into: byte)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      guard extra == 0 else {
        throw ZipDirectory.damaged(file, "more than \(entry.size) bytes in '\(entry.name)'")
      }
    }
    guard checksum == UInt(entry.checksum) else {
      throw ZipDirectory.damaged(file, "a wrong checksum of '\(entry.name)'")
    }
  }

  /// Inflates until the buffer is full or the stream ends; returns how many bytes that gave.
  private func inflate(
    _ stream: UnsafeMutablePointer<z_stream>, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ArrayFileError) -> Int {
    let output = buffer.bindMemory(to: UInt8.self)
    guard let base = output.baseAddress else { return 0 }
    var done = 0
    while done < output.count {
      if stream.pointee.avail_in == 0, position < end {
        let count = min(input.count, end - position)
        try file.read(into: UnsafeMutableRawBufferPointer(rebasing: input[..<count]), at: position)
        position += count
        stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_in = UInt32(count)
      }
      // zlib counts in 32 bits.
      let space = min(output.count - done, 1 << 30)
      stream.pointee.next_out = base + done
      stream.pointee.avail_out = UInt32(space)
      let status = CZlib.inflate(stream, Z_NO_FLUSH)
      done += space - Int(stream.pointee.avail_out)
      if status == Z_STREAM_END { return done }
      guard status == Z_OK else {
        throw ZipDirectory.damaged(file, "damaged deflate data in '\(entry.name)'")
      }
    }
    return done
  }
}
