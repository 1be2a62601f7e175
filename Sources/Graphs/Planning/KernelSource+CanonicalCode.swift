package import Kernels

extension KernelSource {
  /// The text without comments and layout: the same as long as a compiler sees the same tokens.
  package var canonicalCode: String { Self.canonicalCode(text) }

  /// OpenCL C without comments, with blanks and line breaks only where they separate tokens.
  ///
  /// A preprocessor directive keeps a line of its own and the places of its blanks, which may matter
  /// there; string literals stay as they are.
  package static func canonicalCode(_ text: String) -> String {
    var scanner = CodeScanner(Array(text.utf8))
    return String(decoding: scanner.canonicalCode(), as: UTF8.self)
  }
}

/// Reads OpenCL C once, byte by byte.
private struct CodeScanner {
  private let bytes: [UInt8]
  private var position = 0
  private var code: [UInt8] = []
  /// Blanks since the last byte of `code`.
  private var hasBlank = false
  private var isDirective = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    code.reserveCapacity(bytes.count)
  }

  mutating func canonicalCode() -> [UInt8] {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "/") where next == UInt8(ascii: "/"): skipLineComment()
      case UInt8(ascii: "/") where next == UInt8(ascii: "*"): skipBlockComment()
      case UInt8(ascii: "\\") where next == UInt8(ascii: "\n"): skipBlank(2)
      case UInt8(ascii: "\n"):
        if isDirective { endLine() }
        skipBlank(1)
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): skipBlank(1)
      case UInt8(ascii: "\""), UInt8(ascii: "'"): copyLiteral()
      case UInt8(ascii: "#") where !isDirective:
        endLine()
        isDirective = true
        copy()
      default: copy()
      }
    }
    return code
  }

  private var next: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

  private mutating func skipLineComment() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  private mutating func skipBlockComment() {
    position += 2
    while position < bytes.count,
      !(bytes[position] == UInt8(ascii: "*") && next == UInt8(ascii: "/"))
    {
      position += 1
    }
    skipBlank(2)
  }

  private mutating func skipBlank(_ count: Int) {
    position += count
    hasBlank = true
  }

  private mutating func endLine() {
    if !code.isEmpty, code.last != UInt8(ascii: "\n") { code.append(UInt8(ascii: "\n")) }
    hasBlank = false
    isDirective = false
  }

  private mutating func copyLiteral() {
    let quote = bytes[position]
    copy()
    while position < bytes.count, bytes[position] != quote {
      if bytes[position] == UInt8(ascii: "\\") { copyAsItIs() }
      if position < bytes.count { copyAsItIs() }
    }
    if position < bytes.count { copyAsItIs() }
  }

  private mutating func copyAsItIs() {
    code.append(bytes[position])
    position += 1
  }

  /// Copies a byte, after a blank where one separates it from the byte before.
  private mutating func copy() {
    if hasBlank, let last = code.last, last != UInt8(ascii: "\n") {
      // Two words, or two operators such as + +, would become one token.
      let isNeeded =
        (Self.isWord(last) && Self.isWord(bytes[position]))
        || (Self.isOperator(last) && Self.isOperator(bytes[position]))
      if isDirective || isNeeded { code.append(UInt8(ascii: " ")) }
    }
    hasBlank = false
    copyAsItIs()
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func isOperator(_ byte: UInt8) -> Bool { operators.contains(byte) }

  private static let operators = Array("+-*/%<>=!&|^#:.".utf8)
}
