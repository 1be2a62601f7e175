/// The outcome of comparing one file with its known checksum.
public struct VerifiedFile: Sendable, Equatable {
  /// The file that was read.
  public let path: String
  /// Its SHA-256 in hexadecimal digits.
  public let found: String
  /// The known SHA-256, or nil where none is known, as for a file that has been unpacked.
  public let expected: String?
  /// What else was checked; nil where only checksums were compared.
  public let remark: String?

  package init(path: String, found: String, expected: String?, remark: String? = nil) {
    self.path = path
    self.found = found
    self.expected = expected
    self.remark = remark
  }

  /// Whether the checksum is the known one.
  public var isKnown: Bool { found == expected }
}

extension IDXDataset {
  /// The SHA-256 of each of the four files, with the known one.
  ///
  /// The known checksums are those of the `.gz` files as they are published; a file that is not
  /// compressed has none, and one that was compressed again has another. Throws where a file is
  /// missing or cannot be read; a checksum that differs is an outcome.
  func verify(at directory: String) throws(DatasetError) -> [VerifiedFile] {
    let folder = try files.locate(directory)
    var result: [VerifiedFile] = []
    for name in checksums.keys.sorted() {
      let path = try files.require(name, in: folder)
      result.append(
        VerifiedFile(
          path: path, found: try SHA256.digest(ofFile: path),
          expected: path.hasSuffix(".gz") ? checksums[name] : nil))
    }
    return result
  }
}
