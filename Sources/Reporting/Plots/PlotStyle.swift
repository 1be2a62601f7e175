/// How the series of a plot are told apart.
struct PlotStyle: Equatable {
  /// As #rrggbb.
  let color: String
  let marker: PlotMarker
  /// Lengths of dashes and gaps in pixels; empty for a solid line.
  let dashes: [Int]

  /// Okabe and Ito's colours, which people without full colour vision can tell apart, but for yellow,
  /// which is too light for thin lines on white.
  static let colors = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#56b4e9", "#e69f00",
  ]
  private static let dashes: [[Int]] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 3]]

  /// The style of the n-th series: no two of the first 35 have the same marker, colour and dashes.
  init(_ index: Int) {
    color = Self.colors[index % Self.colors.count]
    marker = PlotMarker.allCases[index % PlotMarker.allCases.count]
    dashes = Self.dashes[index % Self.dashes.count]
  }
}
