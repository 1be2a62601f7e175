extension String {
  /// The text without white space at both ends.
  var trimmingSpaces: String {
    guard let first = utf8.first, let last = utf8.last,
      DecimalNumber.isWhiteSpace(first) || DecimalNumber.isWhiteSpace(last)
    else { return self }
    let start = utf8.drop(while: DecimalNumber.isWhiteSpace)
    guard let end = start.lastIndex(where: { !DecimalNumber.isWhiteSpace($0) }) else { return "" }
    return String(Substring(start[...end]))
  }
}
