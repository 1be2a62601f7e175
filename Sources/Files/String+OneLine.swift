extension String {
  /// The text with a question mark for each control character and line break: names that come out of a file
  /// may hold some, and an error stays one line.
  package var onOneLine: String {
    if utf8.allSatisfy({ 32..<127 ~= $0 }) { return self }
    return String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator: "?"
          default: scalar
          }
        }))
  }
}
