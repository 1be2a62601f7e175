/// `.npz`, a zip archive of `.npy` arrays, as `numpy.savez` and `numpy.savez_compressed` write it.
public enum NpzFile {
  /// Reads all arrays of an `.npz` file, in the order of its table of contents.
  ///
  /// Entries may be stored or deflated; each size is checked against the array's header before its
  /// values are allocated, and each checksum after they are read.
  public static func read(_ path: String) throws(FileError) -> [NamedArray] {
    let file = try InputFile(path)
    if let other = try FileSignature(of: file), other != .zip {
      throw other.error(path: path, expected: "an .npz file", advice: "save it with numpy.savez")
    }
    var arrays: [NamedArray] = []
    for entry in try ZipDirectory.entries(of: file) {
      guard entry.name.hasSuffix(".npy") else {
        throw .badData(
          path: path, found: "an entry '\(entry.name)'", expected: "only .npy arrays",
          advice: "save the file again with numpy.savez")
      }
      var source = try ZipEntrySource(entry, in: file)
      let array = try NpyFile.read(
        from: &source, byteCount: entry.size, label: source.path,
        name: String(entry.name.dropLast(4)))
      try source.finish()
      arrays.append(array)
    }
    return arrays
  }

  /// Writes arrays to an `.npz` file, atomically and durably, uncompressed and in the given order.
  ///
  /// Equal content gives equal bytes: the time stamps are fixed. Names must be unique. Throws
  /// `cannotCreate` where the archive would need zip64 (4 GB or 65535 arrays).
  public static func write(_ arrays: [NamedArray], to path: String) throws(FileError) {
    precondition(
      Set(arrays.map(\.name)).count == arrays.count,
      "names of arrays must be unique: \(arrays.map(\.name))")
    let entries = arrays.map { Entry($0) }
    let total = entries.reduce(22) { $0 + 76 + 2 * $1.name.count + $1.size }
    guard total < 0xFFFF_FFFF, entries.count < 0xFFFF,
      entries.allSatisfy({ $0.name.count < 0xFFFF })
    else {
      throw .cannotCreate(
        path: path, reason: "an .npz file holds less than 4 GB (safetensors holds more)")
    }
    try AtomicFile.write(to: path) { (file) throws(FileError) in
      var table: [UInt8] = []
      var offset = 0
      for entry in entries {
        let description = try entry.description()
        let local: [UInt8] = Array("PK\u{3}\u{4}".utf8) + description + entry.name
        try file.append(local)
        try file.append(entry.header)
        try entry.array.values.withBytes { (bytes) throws(FileError) in
          try file.append(bytes)
        }
        // Made by version 2.0; no comment, disk 0, no attributes.
        table +=
          Array("PK\u{1}\u{2}".utf8) + littleEndianBytes(20, 2) + description
          + littleEndianBytes(0, 10)
        table += littleEndianBytes(offset, 4) + entry.name
        offset += local.count + entry.size
      }
      try file.append(table)
      let counts =
        littleEndianBytes(0, 4) + littleEndianBytes(entries.count, 2)
        + littleEndianBytes(entries.count, 2)
      try file.append(
        Array("PK\u{5}\u{6}".utf8) + counts + littleEndianBytes(table.count, 4)
          + littleEndianBytes(offset, 4)
          + littleEndianBytes(0, 2))
    }
  }

  /// One array of an archive that is being written.
  private struct Entry {
    let array: NamedArray
    let name: [UInt8]
    let header: [UInt8]
    let size: Int

    init(_ array: NamedArray) {
      self.array = array
      self.name = Array("\(array.name).npy".utf8)
      self.header = NpyHeader.bytes(for: array)
      self.size = header.count + array.values.count * StoredType(of: array.values).byteWidth
    }

    /// The 26 bytes that the local header and the table of contents have in common.
    func description() throws(FileError) -> [UInt8] {
      var checksum = CRC32()
      header.withUnsafeBytes { checksum.update($0) }
      try array.values.withBytes { (bytes) throws(FileError) in checksum.update(bytes) }
      // Version 2.0; bit 11: the name is UTF-8; stored; 1 January 1980, 0:00.
      return littleEndianBytes(20, 2) + littleEndianBytes(1 << 11, 2) + littleEndianBytes(0, 2)
        + littleEndianBytes(0, 2) + littleEndianBytes(0x21, 2)
        + littleEndianBytes(Int(checksum.value), 4) + littleEndianBytes(size, 4)
        + littleEndianBytes(size, 4)
        + littleEndianBytes(name.count, 2) + littleEndianBytes(0, 2)
    }
  }

  /// A little-endian value of `width` bytes.
  private static func littleEndianBytes(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }
}
