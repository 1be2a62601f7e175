/// A look at an XML document: whether its elements are closed in order, and its texts.
struct XMLDocumentCheck {
  private(set) var isWellFormed = true
  private(set) var texts: [String] = []

  /// - Parameter text: without comments and sections of other kinds.
  init(_ text: String) {
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      add(rest[..<start])
      guard let end = rest[start...].firstIndex(of: ">") else {
        isWellFormed = false
        return
      }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      let name = tag.prefix { $0 != " " && $0 != "/" }
      if tag.hasPrefix("/") {
        if open.popLast() != tag.dropFirst() { isWellFormed = false }
      } else if !tag.hasSuffix("/") {
        open.append(name)
      }
      // Quotes of attributes come in pairs, and "&" only begins references.
      if !tag.count(where: { $0 == "\"" }).isMultiple(of: 2) { isWellFormed = false }
    }
    if !open.isEmpty { isWellFormed = false }
  }

  private mutating func add(_ content: Substring) {
    guard content.contains(where: { !$0.isWhitespace }) else { return }
    var text = String(content)
    for (reference, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
    ] {
      text = text.split(separator: reference, omittingEmptySubsequences: false)
        .joined(separator: character)
    }
    texts.append(text)
  }
}
