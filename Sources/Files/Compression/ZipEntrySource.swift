/// The bytes of one file in a zip archive, inflated where needed, with its checksum.
final class ZipEntrySource: ByteSource {
  let path: String
  private let file: InputFile
  private let entry: ZipEntry
  private var position: Int
  private let end: Int
  private var checksum = CRC32()
  /// nil where the entry is stored as it is.
  private let inflater: Inflater?

  init(_ entry: ZipEntry, in file: InputFile) throws(FileError) {
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
    inflater = entry.isDeflated ? try Inflater(.raw, path: file.path) : nil
    self.path = "\(file.path)(\(entry.name))"
    self.file = file
    self.entry = entry
    self.position = start
    self.end = start + entry.compressedSize
  }

  /// Where in the archive the next bytes are; nil where they are not stored as they are.
  var storedPosition: Int? { inflater == nil ? position : nil }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
    if let inflater {
      let made = try inflate(inflater, into: buffer)
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
    checksum.update(UnsafeRawBufferPointer(buffer))
  }

  /// Checks that the bytes end where they should and that their checksum is right.
  func finish() throws(FileError) {
    if let inflater {
      var spare: UInt8 = 0
      var failure: FileError?
      let extra = withUnsafeMutableBytes(of: &spare) { byte in
        do throws(FileError) {
          return try inflate(inflater, into: byte)
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
    guard checksum.value == entry.checksum else {
      throw ZipDirectory.damaged(file, "a wrong checksum of '\(entry.name)'")
    }
  }

  /// Inflates until the buffer is full or the stream ends; returns the number of bytes.
  private func inflate(
    _ inflater: Inflater, into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    var done = 0
    while done < buffer.count {
      if inflater.needsInput, position < end {
        try inflater.refill { (input) throws(FileError) in
          let count = min(input.count, end - position)
          try file.read(
            into: UnsafeMutableRawBufferPointer(rebasing: input[..<count]), at: position)
          position += count
          return count
        }
      }
      let isWithoutInput = inflater.needsInput
      let (count, outcome) = inflater.inflate(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
      done += count
      switch outcome {
      case .finished: return done
      case .unfinished where !isWithoutInput || count > 0: continue
      default: throw ZipDirectory.damaged(file, "damaged deflate data in '\(entry.name)'")
      }
    }
    return done
  }
}
