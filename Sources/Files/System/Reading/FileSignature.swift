/// What a file is by its first bytes, whatever its name says; the raw value is for messages.
package enum FileSignature: String, Sendable, CaseIterable {
  case npy = "a .npy array"
  case safetensors = "a safetensors file"
  case zip = "a zip archive"
  case gzip = "gzip data"
  case bzip2 = "bzip2 data"
  case xz = "xz data"
  case zstandard = "zstd data"
  case idx = "an IDX file"
  case matrix = "a matrix file in Small-NORB's format"
  case matlab = "a MATLAB file"
  case hdf5 = "an HDF5 file"
  case pickle = "a Python pickle"
  case png = "a PNG picture"
  case jpeg = "a JPEG picture"
  case gif = "a GIF picture"
  case pdf = "a PDF document"
  case webp = "a WebP picture"
  case bmp = "a BMP picture"
  case tiff = "a TIFF picture"
  case wave = "a WAVE sound"
  case parquet = "a Parquet file"
  case arrow = "an Arrow file"
  case sqlite = "an SQLite database"
  case gguf = "a GGUF model"
  case elf = "a program"
  case tar = "a tar archive"
  case rar = "a RAR archive"
  case sevenZip = "a 7z archive"
  case lz4 = "lz4 data"
  case appleDouble = "a note of macOS's file system"
  case html = "an HTML page"
  case xml = "an XML document"
  case gitLFSPointer = "a Git LFS pointer in place of the file"
  case gitAnnexPointer = "a git-annex pointer in place of the file"
  case text = "plain text"

  /// Bytes from the start of a file that tell what it is.
  package static let length = 512

  /// Recognises a file by its first bytes, `length` of them or the whole file; nil where they are
  /// of no known kind.
  package init?(_ start: [UInt8]) {
    // First: the length of a header, such as 0x580, can begin as a pickle does.
    if Self.isSafetensors(start) {
      self = .safetensors
    } else if let known = Self.prefixes.first(where: { start.starts(with: $0.bytes) }) {
      self = known.signature
    } else if Self.isIDX(start) {
      self = .idx
    } else if start.count >= 4, 0x51...0x56 ~= start[0], start[1..<4] == [0x4C, 0x3D, 0x1E] {
      self = .matrix
    } else if let text = Self(text: start) {
      self = text
    } else if start.contains(0), let known = Self.binaries.first(where: { $0.fits(start) }) {
      // A table may begin with such letters, but has no zero bytes.
      self = known.signature
    } else {
      return nil
    }
  }

  /// What the first bytes of a file are in words, also where they are of no known kind.
  package static func words(_ start: [UInt8]) -> String {
    if let known = Self(start) { return known.rawValue }
    if start.isEmpty { return "an empty file" }
    if start.allSatisfy({ $0 == 0 }) { return "zero bytes" }
    let first = start.prefix(8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    return "a file of no known kind, whose first bytes are \(first.joined(separator: " "))"
  }

  /// Recognises an open file.
  package init?(of file: InputFile) throws(FileError) {
    self.init(try PlainStream(file).bytes(Self.length))
  }

  /// What to do about such a file in place of another; nil where nothing in particular helps.
  package var advice: String? {
    switch self {
    case .html, .xml: "a server's answer was saved in its place: download the file again"
    case .gitLFSPointer: "fetch the file itself with: git lfs pull"
    case .gitAnnexPointer: "fetch the file itself with: git annex get"
    case .gzip: "unpack it with gunzip"
    case .zip: "unpack it with unzip"
    case .bzip2, .xz, .zstandard, .tar, .rar, .sevenZip, .lz4: "unpack it"
    case .appleDouble: "take the file without ._ in front of its name"
    default: nil
    }
  }

  /// The error of a reader that expected another format.
  func error(path: String, expected: String, advice otherwise: String) -> FileError {
    .badData(path: path, found: rawValue, expected: expected, advice: advice ?? otherwise)
  }

  private static let prefixes: [(signature: FileSignature, bytes: [UInt8])] = [
    (.npy, [0x93] + Array("NUMPY".utf8)),
    (.zip, Array("PK\u{3}\u{4}".utf8)),
    (.zip, Array("PK\u{5}\u{6}".utf8)),
    (.gzip, Gzip.magic),
    (.bzip2, Array("BZh".utf8)),
    (.xz, [0xFD] + Array("7zXZ\0".utf8)),
    (.zstandard, [0x28, 0xB5, 0x2F, 0xFD]),
    (.matlab, Array("MATLAB 5.0".utf8)), (.matlab, Array("MATLAB 7.3".utf8)),
    (.hdf5, [0x89] + Array("HDF\r\n".utf8)),
    (.pickle, [0x80, 2]), (.pickle, [0x80, 3]), (.pickle, [0x80, 4]), (.pickle, [0x80, 5]),
    (.png, [0x89] + Array("PNG\r\n".utf8)),
    (.jpeg, [0xFF, 0xD8, 0xFF]),
    (.gif, Array("GIF8".utf8)),
    (.pdf, Array("%PDF-".utf8)),
  ]

  /// Bytes at a place.
  private struct Mark {
    let signature: FileSignature
    let offset: Int
    let bytes: [UInt8]

    init(_ signature: FileSignature, at offset: Int = 0, _ text: String) {
      (self.signature, self.offset, bytes) = (signature, offset, Array(text.utf8))
    }

    func fits(_ start: [UInt8]) -> Bool { start.dropFirst(offset).starts(with: bytes) }
  }

  private static let binaries = [
    Mark(.webp, at: 8, "WEBP"), Mark(.wave, at: 8, "WAVEfmt"), Mark(.bmp, "BM"),
    Mark(.tiff, "II*\0"), Mark(.tiff, "MM\0*"), Mark(.parquet, "PAR1"), Mark(.arrow, "ARROW1"),
    Mark(.sqlite, "SQLite format 3\0"), Mark(.gguf, "GGUF"), Mark(.elf, "\u{7F}ELF"),
    Mark(.tar, at: 257, "ustar"), Mark(.rar, "Rar!"), Mark(.sevenZip, "7z"),
    Mark(.lz4, "\u{4}\"M"), Mark(.appleDouble, "\0\u{5}\u{16}\u{7}"),
  ]

  /// Eight bytes that give a header of less than 4 GB, then JSON.
  private static func isSafetensors(_ start: [UInt8]) -> Bool {
    start.count > 8 && start[4..<8].allSatisfy { $0 == 0 } && start[8] == UInt8(ascii: "{")
  }

  /// Two zero bytes, one of the format's element types, and a number of dimensions.
  private static func isIDX(_ start: [UInt8]) -> Bool {
    start.count >= 4 && start[0] == 0 && start[1] == 0
      && [0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E].contains(start[2]) && 1...8 ~= start[3]
  }

  private init?(text start: [UInt8]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let bytes = start.starts(with: mark) ? start[mark.count...] : start[...]
    let text = String(decoding: bytes.drop { Self.isWhiteSpace($0) }, as: UTF8.self).lowercased()
    if text.hasPrefix("<"), text.contains("<html") || text.hasPrefix("<!doctype html") {
      self = .html
    } else if text.hasPrefix("<?xml") {
      self = .xml
    } else if text.hasPrefix("version https://git-lfs") {
      self = .gitLFSPointer
    } else if text.hasPrefix("/annex/objects/") {
      self = .gitAnnexPointer
    } else if bytes.count >= 4, bytes.allSatisfy({ Self.isWhiteSpace($0) || 0x20...0x7E ~= $0 }) {
      self = .text
    } else {
      return nil
    }
  }

  private static func isWhiteSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
}
