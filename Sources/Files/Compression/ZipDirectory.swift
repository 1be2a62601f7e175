/// Reads and checks the table of contents of a zip archive.
enum ZipDirectory {
  /// All files of the archive, in the order of its table of contents.
  ///
  /// Encrypted and split archives and other methods than stored and deflate are refused.
  static func entries(of file: InputFile) throws(FileError) -> [ZipEntry] {
    let end = try ZipEndRecord(of: file)
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
      var large = Zip64Fields(in: table[nameEnd..<nameEnd + field(30, 2)])
      guard let size = large.value(field(24, 4)), let compressedSize = large.value(field(20, 4)),
        let localHeader = large.value(field(42, 4))
      else { throw damaged(file, "'\(name)' without its sizes") }
      let entry = ZipEntry(
        name: name, isDeflated: field(10, 2) == 8, checksum: UInt32(field(16, 4)),
        compressedSize: compressedSize, size: size, localHeader: localHeader)
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
    guard entry.compressedSize <= file.size, entry.localHeader <= file.size else {
      throw damaged(file, "'\(entry.name)' behind the end of the file")
    }
    // A larger claim than deflate can meet is wrong, and nothing is allocated for it.
    let largest = entry.compressedSize.multipliedReportingOverflow(by: Inflater.largestRatio)
    let sizeFits =
      entry.isDeflated
      ? largest.overflow || entry.size <= largest.partialValue
      : entry.size == entry.compressedSize
    guard sizeFits else {
      throw damaged(
        file, "'\(entry.name)' with \(entry.compressedSize) bytes that would give \(entry.size)")
    }
  }

  static func damaged(_ file: InputFile, _ found: String) -> FileError {
    .badData(
      path: file.path, found: found, expected: "a complete zip archive of .npy arrays",
      advice: "copy the file again, or save it again with numpy.savez")
  }
}
