import Files

/// The text of a CSV file, `.gz` or not, in pieces of whole rows: no more than one of them is in memory.
struct CSVPieces {
  /// Some rows.
  struct Piece {
    /// Each row with its line end.
    let text: String
    /// Whether a line ends inside quotes, so that a row may have several.
    let hasQuotedLineEnds: Bool
  }

  /// Bytes that rows which cannot be told apart may have.
  static let largestPiece = 1 << 26

  let path: String
  private let stream: DatasetStream
  private let size: Int
  /// What has been read from the file and not yet been returned.
  private var rest: [UInt8]
  /// The line on which `rest` begins, from 1.
  private var line = 1

  /// Opens a file; pieces have about `size` bytes.
  ///
  /// - Throws: `badData` for a file that is known not to be text in UTF-8.
  init(_ path: String, size: Int) throws(DatasetError) {
    self.path = path
    self.size = size
    stream = try DatasetStream(path)
    rest = try stream.bytes(max(size, FileSignature.length))
    try checkSignature()
    if rest.starts(with: Self.mark) { rest.removeFirst(Self.mark.count) }
  }

  /// The next rows; nil at the end of the file.
  ///
  /// - Throws: `badData` for a quote that is not closed and for bytes that are not UTF-8.
  mutating func next() throws(DatasetError) -> Piece? {
    var scanned = 0
    var openQuote: Int?
    var end: Int?
    var (hasQuotedLineEnds, quotedBeforeEnd) = (false, false)
    while true {
      for index in scanned..<rest.count {
        switch rest[index] {
        case Self.quote: openQuote = openQuote == nil ? index : nil
        case Self.lineFeed where openQuote != nil: hasQuotedLineEnds = true
        case Self.lineFeed: (end, quotedBeforeEnd) = (index + 1, hasQuotedLineEnds)
        default: break
        }
      }
      if let end { return Piece(text: try take(end), hasQuotedLineEnds: quotedBeforeEnd) }
      scanned = rest.count
      guard scanned <= Self.largestPiece else { throw endless(openQuote) }
      let added = try stream.bytes(size)
      guard !added.isEmpty else { break }
      rest += added
    }
    guard !rest.isEmpty else { return nil }
    if let openQuote { throw unclosed(openQuote) }
    // The last line may end with the file.
    return Piece(text: try take(rest.count) + "\n", hasQuotedLineEnds: hasQuotedLineEnds)
  }

  private mutating func take(_ count: Int) throws(DatasetError) -> String {
    let bytes = rest[..<count]
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let lines = bytes.split(separator: Self.lineFeed, omittingEmptySubsequences: false)
      let first = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
      guard let first else { preconditionFailure("invalid bytes of \(path) are in no line") }
      throw .badData(
        path: path, found: "bytes that are not UTF-8 in line \(line + first)",
        expected: "text in UTF-8", advice: Self.encodingAdvice)
    }
    line += bytes.count { $0 == Self.lineFeed }
    rest.removeFirst(count)
    return text
  }

  private func lineNumber(at index: Int) -> Int {
    line + rest[..<index].count { $0 == Self.lineFeed }
  }

  private func unclosed(_ quote: Int) -> DatasetError {
    .badData(
      path: path, found: "a quote in line \(lineNumber(at: quote)) that is not closed",
      expected: "a closing quote", advice: Self.quoteAdvice)
  }

  private func endless(_ quote: Int?) -> DatasetError {
    if let quote { return unclosed(quote) }
    return .badData(
      path: path, found: "more than \(Self.largestPiece) bytes in line \(line)",
      expected: "rows on lines of their own", advice: "end each row with a line feed")
  }

  private func checkSignature() throws(DatasetError) {
    if let other = FileSignature(Array(rest.prefix(FileSignature.length))), other != .text {
      throw .badData(
        path: path, found: other.rawValue, expected: "a CSV file",
        advice: other.advice ?? "give the path of a text file with one row a line")
    }
    if rest.starts(with: [0xFF, 0xFE]) || rest.starts(with: [0xFE, 0xFF]) {
      throw .badData(
        path: path, found: "text in UTF-16", expected: "text in UTF-8",
        advice: Self.encodingAdvice)
    }
    if rest.prefix(FileSignature.length).contains(0) {
      throw .badData(
        path: path, found: "zero bytes", expected: "a CSV file",
        advice: "give the path of a text file with one row a line")
    }
  }

  /// What to do about a quote in the wrong place.
  static let quoteAdvice = #"put the whole cell in quotes, and write a quote inside it as """#
  private static let encodingAdvice = "save the file as UTF-8"
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed: UInt8 = 0x0A
  /// The byte order mark that some programs write.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
