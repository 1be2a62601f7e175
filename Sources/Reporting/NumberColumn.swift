/// Cells of a table of numbers that is printed as text, ten columns each, aligned at their right ends.
package enum NumberColumn {
  /// A text in a cell, which is wider where the text is longer.
  package static func cell(_ text: String) -> String {
    String(repeating: " ", count: max(1, 10 - text.count)) + text
  }

  /// A number with three decimal places, or a dash.
  package static func cell(_ value: Double?) -> String {
    guard let value else { return cell("-") }
    let thousandths = Int((abs(value) * 1000).rounded())
    let fraction = "\(thousandths % 1000)"
    let text =
      (value < 0 ? "-" : "") + "\(thousandths / 1000)."
      + String(repeating: "0", count: 3 - fraction.count) + fraction
    return cell(text)
  }
}
