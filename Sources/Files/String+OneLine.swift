extension String {
  /// The text with a question mark for each control character: names that come out of a file may hold line
  /// breaks, and an error stays one line.
  package var onOneLine: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 32 ? "?" : $0 }))
  }
}
