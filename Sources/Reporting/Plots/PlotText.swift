/// The size of text in a plot.
enum PlotText {
  /// About the pixels that text of 12 pixels takes in a sans-serif font.
  static func width(_ text: String) -> Double { 6.6 * Double(text.count) }
}
