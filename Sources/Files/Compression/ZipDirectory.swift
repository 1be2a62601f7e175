/// Reads and checks the table of contents of a zip archive.
enum ZipDirectory {
  /// All files of the archive, in the order of its table of contents.
  ///
  /// Encrypted, split and zip64 archives and other methods than stored and deflate are refused.
  static func entries(of file: InputFile) throws(FileError) -> [ZipEntry] {
    let end = try endRecord(of: file)
    var region = FileRegion(file: file, offset: end.directory)
    let table = try region.bytes(end.directorySize)
    var entries: [ZipEntry] = []
    var position = 0
    var claimed = 0
    for _ in 0..<end.count {
      guard position + 46 <= table.count,
        littleEndian(table[position..<position + 4]) == 0x0201_4B50
      else { throw damaged(file, "no entry at byte \(position) of its table of contents") }
      func field(_ offset: Int, _ width: Int) -> Int {
        Int(littleEndian(table[position + offset..<position + offset + width]))
      }
      let nameEnd = position + 46 + field(28, 2)
      let next = nameEnd + field(30, 2) + field(32, 2)
      guard next <= table.count else {
        throw damaged(file, "an entry that runs over its table of contents")
      }
      let name = String(decoding: table[position + 46..<nameEnd], as: UTF8.self)
      guard field(8, 2) & 1 == 0, field(10, 2) == 0 || field(10, 2) == 8 else {
        throw .badData(
          path: file.path, found: "'\(name)' encrypted or with method \(field(10, 2))",
          expected: "stored or deflated", advice: "save the file again with numpy.savez")
      }
      let entry = ZipEntry(
        name: name, isDeflated: field(10, 2) == 8, checksum: UInt32(field(16, 4)),
        compressedSize: field(20, 4), size: field(24, 4), localHeader: field(42, 4))
      try check(entry, file)
      claimed += entry.compressedSize
      guard claimed <= end.directory else {
        throw damaged(file, "entries that overlap")
      }
      entries.append(entry)
      position = next
    }
    guard Set(entries.map(\.name)).count == entries.count else {
      throw damaged(file, "two entries of one name")
    }
    return entries
  }

  private static func check(_ entry: ZipEntry, _ file: InputFile) throws(FileError) {
    let full = 0xFFFF_FFFF
    guard entry.compressedSize < full, entry.size < full, entry.localHeader < full else {
      throw tooLarge(file)
    }
    // A larger claim than deflate can meet is wrong, and nothing is allocated for it.
    let sizeFits =
      entry.isDeflated
      ? entry.size <= entry.compressedSize * Inflater.largestRatio
      : entry.size == entry.compressedSize
    guard sizeFits else {
      throw damaged(
        file, "'\(entry.name)' with \(entry.compressedSize) bytes that would give \(entry.size)")
    }
  }

  /// Finds the record at the end of the archive, after which only a comment may follow.
  private static func endRecord(
    of file: InputFile
  ) throws(FileError) -> (count: Int, directory: Int, directorySize: Int) {
    let tailSize = min(file.size, 22 + 65_535)
    var region = FileRegion(file: file, offset: file.size - tailSize)
    let tail = try region.bytes(tailSize)
    var found: Int?
    var start = tail.count - 22
    while start >= 0, found == nil {
      if littleEndian(tail[start..<start + 4]) == 0x0605_4B50,
        start + 22 + Int(littleEndian(tail[start + 20..<start + 22])) == tail.count
      {
        found = start
      }
      start -= 1
    }
    guard let record = found else {
      throw damaged(file, "no zip table of contents at its end")
    }
    func field(_ offset: Int, _ width: Int) -> Int {
      Int(littleEndian(tail[record + offset..<record + offset + width]))
    }
    let (count, size, offset) = (field(10, 2), field(12, 4), field(16, 4))
    guard count < 0xFFFF, size < 0xFFFF_FFFF, offset < 0xFFFF_FFFF else { throw tooLarge(file) }
    guard field(4, 2) == 0, field(6, 2) == 0, field(8, 2) == count,
      offset + size == file.size - tail.count + record
    else { throw damaged(file, "a table of contents that is not where it should be") }
    return (count, offset, size)
  }

  static func damaged(_ file: InputFile, _ found: String) -> FileError {
    .badData(
      path: file.path, found: found, expected: "a complete zip archive of .npy arrays",
      advice: "copy the file again, or save it again with numpy.savez")
  }

  private static func tooLarge(_ file: InputFile) -> FileError {
    .badData(
      path: file.path, found: "a zip64 archive", expected: "less than 4 GB and 65535 arrays",
      advice: "save the arrays as .npy or safetensors")
  }
}
