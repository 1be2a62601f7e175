import Files
import Foundation

/// The unpacked copy of a compressed matrix file, made once and kept in a cache folder.
///
/// The copy is `CACHE/<hash of the path>/<size>-<time of change>-<name>`, so that a file that has
/// changed is unpacked again; the copy of the file before it is then removed. A copy whose header or
/// size is not that of the compressed file is made again. Its other bytes are not compared: the
/// checksum inside the compressed file is checked when it is unpacked.
struct UnpackedMatrix {
  private let source: InputFile
  private let folder: String
  private let name: String

  private var path: String { "\(folder)/\(source.size)-\(source.modified)-\(name)" }

  /// - Throws: `usage` where there is no cache folder.
  init(_ source: InputFile, cacheDirectory: String?) throws(DatasetError) {
    guard let cacheDirectory else {
      throw .usage(
        setting: "cache folder", found: "none",
        expected: "a folder to unpack \(source.path) into (set HOME or XDG_CACHE_HOME, or unpack "
          + "the file with gunzip)")
    }
    let url = URL(fileURLWithPath: source.path).standardizedFileURL
    var hash = SHA256()
    hash.update(url.path.utf8)
    self.source = source
    folder = "\(cacheDirectory)/\(hash.hexadecimalDigest().prefix(16))"
    name = url.deletingPathExtension().lastPathComponent
  }

  /// Opens the copy, unpacking the file where there is none that can be used.
  ///
  /// - Throws: `badData` for a compressed file that is damaged or does not hold what its header
  ///   says; `cannotCreate`; `inputOutput`, also for a disk that is full.
  func open() throws(DatasetError) -> InputFile {
    // The compressed file's own header says what the copy must be; a wrong one is found before
    // anything is written.
    let stream = try DatasetError.files { () throws(FileError) in
      DatasetStream(try Gzip(source, advice: DatasetError.fetchAgain))
    }
    let header = try MatrixHeader(stream)
    if let copy = existingCopy(header) { return copy }
    let file = try DatasetError.files { () throws(FileError) in
      try Folder.create(folder)
      return try NewFile(path, size: header.fileSize, waits: true)
    }
    // Another process may have made the copy while this one waited for it.
    if let copy = existingCopy(header) { return copy }
    try unpack(stream, header, into: file)
    removeOlderCopies()
    return try DatasetError.files { () throws(FileError) in try InputFile(path) }
  }

  private func existingCopy(_ header: MatrixHeader) -> InputFile? {
    guard let copy = try? InputFile(path), copy.size == header.fileSize,
      (try? MatrixHeader(DatasetStream(PlainStream(copy)))) == header
    else { return nil }
    return copy
  }

  private func unpack(
    _ stream: DatasetStream, _ header: MatrixHeader, into file: NewFile
  ) throws(DatasetError) {
    try DatasetError.files { () throws(FileError) in try file.append(header.bytes) }
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { piece.deallocate() }
    var remaining = header.dataSize
    func bad(_ found: String) -> DatasetError {
      .badData(
        path: source.path, found: found,
        expected: "\(header.dataSize) bytes for dimensions \(header.shape) of \(header.element)",
        advice: DatasetError.fetchAgain)
    }
    while remaining > 0 {
      let wanted = UnsafeMutableRawBufferPointer(rebasing: piece[..<min(piece.count, remaining)])
      let count = try stream.read(upTo: wanted)
      guard count > 0 else { throw bad("\(header.dataSize - remaining) bytes of elements") }
      try DatasetError.files { () throws(FileError) in
        try file.append(UnsafeRawBufferPointer(rebasing: wanted[..<count]))
      }
      remaining -= count
    }
    // Asking for one byte more also makes gzip check its checksum.
    guard try stream.bytes(1).isEmpty else { throw bad("more bytes of elements") }
    try DatasetError.files { () throws(FileError) in try file.finish() }
  }

  /// What cannot be removed costs space only, so that a failure is ignored.
  private func removeOlderCopies() {
    let names = (try? Folder.entries(folder)) ?? []
    for other in names where other.hasSuffix("-\(name)") && "\(folder)/\(other)" != path {
      try? Folder.remove("\(folder)/\(other)")
    }
  }
}
