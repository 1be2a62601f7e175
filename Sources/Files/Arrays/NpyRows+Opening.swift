extension NpyRows {
  /// Opens a `.npy` file and checks its header against the size of the file.
  ///
  /// - Throws: `notFound`; `badData` that says what the file is, where it is something else, and for
  ///   what `NpyFile.read` refuses.
  package init(at path: String) throws(FileError) {
    let file = try InputFile(path)
    if let other = try FileSignature(of: file), other != .npy {
      throw other.error(
        path: path, expected: "a .npy array", advice: "save the array with numpy.save")
    }
    var region = FileRegion(file: file, offset: 0)
    let header = try NpyHeader(from: &region, byteCount: file.size, label: path)
    try self.init(header, storage: .file(file, offset: region.offset), path: path)
  }

  /// Opens an array of an `.npz` file; `path` is what errors name.
  ///
  /// An array that is stored as it is is read where it is; a compressed one is unpacked first, into
  /// memory where its values have at most `smallSize` bytes, else into a temporary file. Checksums are
  /// compared, except those of stored arrays that are larger: reading these twice would take long.
  init(
    _ entry: ZipEntry, in file: InputFile, path: String, smallSize: Int
  ) throws(FileError) {
    var source = try ZipEntrySource(entry, in: file)
    let header = try NpyHeader(from: &source, byteCount: entry.size, label: path)
    let size = header.valueBytes
    let storage: Storage
    if let offset = source.storedPosition {
      storage = .file(file, offset: offset)
      if size <= smallSize {
        try source.forEachPiece(of: size) { _ in }
        try source.finish()
      }
    } else if size <= smallSize {
      storage = .memory(try source.bytes(size))
      try source.finish()
    } else {
      let copy = try InputFile.temporary(size: size) { (output) throws(FileError) in
        try source.forEachPiece(of: size) { (piece) throws(FileError) in try output.append(piece) }
      }
      try source.finish()
      storage = .file(copy, offset: 0)
    }
    try self.init(header, storage: storage, path: path)
  }
}
