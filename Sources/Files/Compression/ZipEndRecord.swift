/// Where the table of contents of a zip archive is, from the records at the archive's end.
struct ZipEndRecord {
  /// The number of entries.
  let count: Int
  /// Offset of the table of contents.
  let directory: Int
  let directorySize: Int

  /// Finds the end record, after which only a comment may follow, and zero bytes as tapes and copies in
  /// blocks leave them.
  ///
  /// An archive above 2 or 4 GB, as its writer likes, has a zip64 record in front, whose numbers are
  /// the ones to use.
  init(of file: InputFile) throws(FileError) {
    let tailSize = min(file.size, 22 + 65_535)
    var region = FileRegion(file: file, offset: file.size - tailSize)
    let tail = try region.bytes(tailSize)
    var found: Int?
    var start = tail.count - 22
    while start >= 0, found == nil {
      if littleEndian(tail[start..<start + 4]) == 0x0605_4B50 {
        let end = start + 22 + Int(littleEndian(tail[start + 20..<start + 22]))
        if end <= tail.count, tail[end...].allSatisfy({ $0 == 0 }) { found = start }
      }
      start -= 1
    }
    guard let record = found else {
      throw ZipDirectory.damaged(file, "no zip table of contents at its end")
    }
    let position = file.size - tail.count + record
    if let large = try ZipEndRecord(zip64Before: position, of: file) {
      self = large
      return
    }
    func field(_ offset: Int, _ width: Int) -> UInt64 {
      littleEndian(tail[record + offset..<record + offset + width])
    }
    try self.init(
      count: field(10, 2), directory: field(16, 4), size: field(12, 4), end: position,
      isWhole: field(4, 2) == 0 && field(6, 2) == 0 && field(8, 2) == field(10, 2), of: file)
  }

  /// Reads the zip64 record, if there is one in front of the end record.
  ///
  /// Its locator, the 20 bytes before the end record, says where it begins.
  private init?(zip64Before end: Int, of file: InputFile) throws(FileError) {
    guard end >= 20 + 56 else { return nil }
    var region = FileRegion(file: file, offset: end - 20)
    let locator = try region.bytes(20)
    guard littleEndian(locator[0..<4]) == 0x0706_4B50 else { return nil }
    guard let start = Int(exactly: littleEndian(locator[8..<16])), start <= end - 20 - 56 else {
      throw Self.misplaced(file)
    }
    region.offset = start
    let record = try region.bytes(56)
    func field(_ offset: Int, _ width: Int) -> UInt64 {
      littleEndian(record[offset..<offset + width])
    }
    guard field(0, 4) == 0x0606_4B50 else { throw Self.misplaced(file) }
    try self.init(
      count: field(32, 8), directory: field(48, 8), size: field(40, 8), end: start,
      isWhole: field(16, 4) == 0 && field(20, 4) == 0 && field(24, 8) == field(32, 8), of: file)
  }

  /// Checks that the table of contents ends where the record after it begins.
  ///
  /// - Parameter isWhole: whether all of the archive is in this file.
  private init(
    count: UInt64, directory: UInt64, size: UInt64, end: Int, isWhole: Bool, of file: InputFile
  ) throws(FileError) {
    guard isWhole, let directory = Int(exactly: directory), let size = Int(exactly: size),
      directory <= end, size == end - directory, count <= UInt64(size / 46)
    else { throw Self.misplaced(file) }
    self.count = Int(count)
    self.directory = directory
    self.directorySize = size
  }

  private static func misplaced(_ file: InputFile) -> FileError {
    ZipDirectory.damaged(file, "a table of contents that is not where it should be")
  }
}
