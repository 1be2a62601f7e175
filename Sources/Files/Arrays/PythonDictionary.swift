/// The three fields of a `.npy` header, written in any way that Python reads as the same dictionary;
/// nil where the text is anything else.
struct PythonDictionary {
  private(set) var descr = ""
  private(set) var fortranOrder = false
  private(set) var shape: [Int] = []

  init?(_ text: String) {
    var scanner = Scanner(rest: text.unicodeScalars[...])
    guard scanner.take("{") else { return nil }
    var seen: Set<String> = []
    while !scanner.take("}") {
      guard let key = scanner.quoted(), scanner.take(":"), seen.insert(key).inserted else {
        return nil
      }
      switch key {
      case "descr":
        guard let value = scanner.quoted() else { return nil }
        descr = value
      case "fortran_order":
        if scanner.take("True") {
          fortranOrder = true
        } else if !scanner.take("False") {
          return nil
        }
      case "shape":
        guard let value = scanner.tuple() else { return nil }
        shape = value
      default: return nil
      }
      if !scanner.take(",") {
        guard scanner.take("}") else { return nil }
        break
      }
    }
    guard seen.count == 3, scanner.isAtEnd else { return nil }
  }

  private struct Scanner {
    var rest: Substring.UnicodeScalarView

    /// Python's white space: space, tab, form feed and line ends.
    private static let spaces: Set<Unicode.Scalar> = [" ", "\t", "\u{C}", "\n", "\r"]

    private mutating func skipSpaces() { rest = rest.drop(while: Self.spaces.contains) }

    var isAtEnd: Bool { rest.allSatisfy(Self.spaces.contains) }

    mutating func take(_ token: String) -> Bool {
      skipSpaces()
      guard rest.starts(with: token.unicodeScalars) else { return false }
      rest = rest.dropFirst(token.unicodeScalars.count)
      return true
    }

    mutating func quoted() -> String? {
      let quote: Unicode.Scalar
      skipSpaces()
      // Python 2 marks text so.
      if rest.starts(with: "u'".unicodeScalars) || rest.starts(with: "u\"".unicodeScalars) {
        rest = rest.dropFirst()
      }
      if take("'") { quote = "'" } else if take("\"") { quote = "\"" } else { return nil }
      guard let end = rest.firstIndex(of: quote) else { return nil }
      defer { rest = rest[end...].dropFirst() }
      return String(rest[..<end])
    }

    mutating func tuple() -> [Int]? {
      guard take("(") else { return nil }
      var values: [Int] = []
      while !take(")") {
        skipSpaces()
        let digits = rest.prefix { ("0"..."9").contains($0) }
        guard let value = Int(String(digits)) else { return nil }
        rest = rest.dropFirst(digits.count)
        // Python 2 ends large numbers so.
        if rest.first == "L" { rest = rest.dropFirst() }
        values.append(value)
        if !take(",") { return take(")") ? values : nil }
      }
      return values
    }
  }
}
