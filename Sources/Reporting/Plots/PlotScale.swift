import Foundation

/// Where the values of an axis lie in a picture.
struct PlotScale {
  let ticks: [Plot.Tick]
  private let scale: Plot.Axis.Scale
  /// The values at the ends.
  private let range: ClosedRange<Double>
  /// The pixels at the ends; the second may be the smaller one.
  private let pixels: (Double, Double)

  /// - Parameters:
  ///   - values: what is to be shown; values without a place, see `place(_:)`, do not count.
  ///   - pixels: where the axis begins and ends.
  ///   - spacing: the pixels between ticks, at least.
  init(
    _ axis: Plot.Axis, _ values: [Double], pixels: (Double, Double), spacing: Double
  ) {
    let isLogarithmic = axis.scale == .logarithmic
    let reach = axis.reach.map { [$0.lowerBound, $0.upperBound] } ?? []
    let shown = (values + reach).filter { Self.isShown($0, axis.scale) }
    var range = isLogarithmic ? 1.0...10 : 0.0...1
    if let low = shown.min(), let high = shown.max() { range = low...high }
    let count = max(1, Int(abs(pixels.1 - pixels.0) / spacing))
    if axis.ticks.isEmpty {
      let round =
        isLogarithmic
        ? RoundTicks(aroundLogarithmic: range, count: count)
        : RoundTicks(around: range, count: count, isWhole: axis.isWhole)
      ticks = zip(round.values, round.texts).map { Plot.Tick(value: $0, text: $1) }
    } else {
      ticks = axis.ticks
    }
    let ends = ticks.map(\.value) + [range.lowerBound, range.upperBound]
    let (low, high) = ends.reduce((Double.infinity, -Double.infinity)) {
      (min($0.0, $1), max($0.1, $1))
    }
    self.range = low < high ? low...high : low - 0.5...high + 0.5
    scale = axis.scale
    self.pixels = pixels
  }

  /// Whether a value has a place: it is finite, not beyond ±10³⁰⁰ and, on a logarithmic axis, positive.
  private static func isShown(_ value: Double, _ scale: Plot.Axis.Scale) -> Bool {
    switch scale {
    case .linear: abs(value) <= RoundTicks.largest
    case .logarithmic: value >= 1 / RoundTicks.largest && value <= RoundTicks.largest
    }
  }

  /// The pixel of a value; nil for one that has no place.
  func place(_ value: Double) -> Double? {
    guard Self.isShown(value, scale) else { return nil }
    let share =
      switch scale {
      case .linear: (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      case .logarithmic:
        log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
      }
    return pixels.0 + share * (pixels.1 - pixels.0)
  }
}
