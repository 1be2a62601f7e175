/// The lines of a log, which an editor or a spreadsheet may have saved again.
///
/// They end with LF, CRLF or, in a file without LF, with CR. A byte order mark in front does not count, nor
/// do lines of commas and white space at the end.
struct LogLines {
  /// The lines with their ends.
  private(set) var complete: [String]
  /// What follows the last line end: a line that was cut off, or one whose end an editor has removed.
  /// Nil where there is nothing.
  let rest: String?

  init(_ bytes: [UInt8]) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? bytes[mark.count...] : bytes[...]
    let (feed, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    // Split as bytes: to Swift "\r\n" is one character, which no "\n" equals.
    let pieces = text.split(
      separator: text.contains(feed) ? feed : carriage, omittingEmptySubsequences: false)
    var lines = pieces.map { piece in
      String(decoding: piece.last == carriage ? piece.dropLast() : piece, as: UTF8.self)
    }
    let last = lines.popLast()
    rest = last == "" ? nil : last
    complete = lines
    while let line = complete.last, line.allSatisfy({ $0 == "," || $0.isWhitespace }) {
      complete.removeLast()
    }
  }
}
