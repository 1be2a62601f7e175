extension String {
  /// The text with what means something in XML and HTML replaced by references, for content and quoted
  /// attributes; control characters, which XML cannot hold, become U+FFFD.
  package var escapedForXML: String {
    var escaped = ""
    escaped.reserveCapacity(utf8.count)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
      case _
      where scalar.value < 32 || 127..<160 ~= scalar.value || 0xfffe...0xffff ~= scalar.value:
        escaped += "\u{fffd}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
