/// The lines at which the keys and list elements of a TOML text begin: TOMLKit does not say.
///
/// Names are `latent`, `encoder[2]` for the third element of a list, and `encoder[2].units` for a key
/// below a header `[[encoder]]`. A text need not be TOML, but it is read no further than `fault`.
struct TOMLLines {
  private(set) var lines: [String: Int] = [:]
  /// What TOMLKit would end the process over, and its line.
  private(set) var fault: (line: Int, found: String)?
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  /// The brackets that are open.
  private var brackets: [UInt8] = []
  /// What a header says that keys are below.
  private var scope = ""
  /// The key whose value is being read; nil before the `=`.
  private var key: String?
  /// The key's text so far.
  private var text: [UInt8] = []
  private var counts: [String: Int] = [:]
  /// Whether the next thing in the list is a new element.
  private var awaitsElement = false

  init(_ toml: String) {
    bytes = Array(toml.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while position < bytes.count, fault == nil { step() }
  }

  private mutating func step() {
    let byte = bytes[position]
    if awaitsElement, !Self.isBetween(byte) { beginElement() }
    switch byte {
    case UInt8(ascii: "#"): skipComment()
    case UInt8(ascii: "\""), UInt8(ascii: "'"): skipText()
    case UInt8(ascii: "\n"):
      line += 1
      position += 1
      if brackets.isEmpty { (key, text) = (nil, []) }
    case UInt8(ascii: "[") where key == nil: readHeader()
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      brackets.append(byte)
      awaitsElement = brackets == [UInt8(ascii: "[")]
      position += 1
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      let opening = brackets.popLast()
      if byte == UInt8(ascii: "}"), opening == UInt8(ascii: "[") {
        fault = (line, "a '}' that closes no '{'")
      }
      awaitsElement = false
      position += 1
    case UInt8(ascii: ","):
      awaitsElement = brackets.count == 1
      position += 1
    case UInt8(ascii: "=") where key == nil:
      let name = String(decoding: text, as: UTF8.self)
      key = name
      lines[scope.isEmpty ? name : "\(scope).\(name)"] = line
      position += 1
    case 0x80...: fault = (line, "a character outside quotes that is not ASCII")
    default:
      if key == nil, !Self.isBetween(byte) { text.append(byte) }
      position += 1
    }
  }

  /// Whether a byte separates what stands in a list: white space, or the start of a comment.
  private static func isBetween(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || 0x09...0x0D ~= byte || byte == UInt8(ascii: "#")
      || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]")
  }

  private mutating func beginElement() {
    awaitsElement = false
    guard let key else { return }
    begin(scope.isEmpty ? key : "\(scope).\(key)")
  }

  /// Counts an element of a list, and returns its name.
  @discardableResult
  private mutating func begin(_ list: String) -> String {
    let name = "\(list)[\(counts[list, default: 0])]"
    counts[list, default: 0] += 1
    lines[name] = line
    return name
  }

  /// `[table]` or `[[list]]`.
  private mutating func readHeader() {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n"),
      bytes[position] != UInt8(ascii: "#")
    {
      position += 1
    }
    let header = String(decoding: bytes[start..<position], as: UTF8.self)
    guard Self.hasName(bytes[start..<position]) else {
      fault = (line, "a header without a name")
      return
    }
    let name = header.filter { !"[]\"' \t\r".contains($0) }
    scope = header.hasPrefix("[[") ? begin(name) : name
    if !header.hasPrefix("[[") { lines[name] = line }
  }

  /// Whether one or two brackets are followed by what may begin a name.
  private static func hasName(_ header: ArraySlice<UInt8>) -> Bool {
    let name = header.dropFirst(header.dropFirst().first == UInt8(ascii: "[") ? 2 : 1)
      .drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard let first = name.first.map({ Character(Unicode.Scalar($0)) }) else { return false }
    return first.isASCII && (first.isLetter || first.isNumber || "_-\"'".contains(first))
  }

  private mutating func skipComment() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  /// Skips a text in quotes, or takes it into the key.
  private mutating func skipText() {
    let quote = bytes[position]
    let end =
      bytes[position...].starts(with: [quote, quote, quote]) ? [quote, quote, quote] : [quote]
    position += end.count
    while position < bytes.count, !bytes[position...].starts(with: end) {
      // An escape in a text of double quotes takes the next byte with it.
      let isEscape = bytes[position] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"")
      for byte in bytes[position...].prefix(isEscape ? 2 : 1) {
        if byte == UInt8(ascii: "\n") { line += 1 }
        if key == nil { text.append(byte) }
        position += 1
      }
    }
    position += end.count
    // Up to two quotes may stand before the three that end a text.
    guard end.count == 3 else { return }
    for _ in 0..<2 where position < bytes.count && bytes[position] == quote { position += 1 }
  }
}
