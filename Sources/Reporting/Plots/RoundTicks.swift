import Foundation

/// Ticks at round numbers: multiples of 1, 2 or 5 times a power of ten.
struct RoundTicks: Equatable {
  /// In ascending order; the first and the last one enclose the values.
  let values: [Double]
  /// The distance of neighbours; nil on a logarithmic axis.
  let step: Double?

  /// Below this, numbers lose their precision; the largest has a reciprocal above it.
  private static let smallest = 1e-300
  static let largest = 1e300

  /// At most `count` + 2 ticks around a range, but at least two.
  ///
  /// A range without extent gets some around it; so does one that is too narrow for numbers of 64 bits.
  ///
  /// - Precondition: `count` is at least 1, and the ends are not beyond ± `largest`.
  init(around range: ClosedRange<Double>, count: Int, isWhole: Bool = false) {
    precondition(count > 0, "an axis with \(count) intervals")
    var (low, high) = (range.lowerBound, range.upperBound)
    let size = max(abs(low), abs(high))
    if high - low <= size * 1e-12 || size < Self.smallest {
      let half = size < Self.smallest ? 0.5 : size / 20
      (low, high) = (low - half, high + half)
    }
    let step = Self.roundedUp((high - low) / Double(count), isWhole: isWhole)
    let first = (low / step + 1e-9).rounded(.down)
    let last = max(first + 1, (high / step - 1e-9).rounded(.up))
    values = (0...Int(last - first)).map { Self.multiple(first + Double($0), of: step) }
    self.step = step
  }

  /// Powers of ten around a range, and their multiples by 2 and 5 where there are few.
  ///
  /// - Precondition: the range is positive.
  init(aroundLogarithmic range: ClosedRange<Double>, count: Int) {
    precondition(range.lowerBound > 0 && count > 0, "a logarithmic axis over \(range)")
    let first = (log10(range.lowerBound) + 1e-9).rounded(.down)
    let last = max(first + 1, (log10(range.upperBound) - 1e-9).rounded(.up))
    let powers = Int(last - first)
    let every = max(1, powers / count)
    let factors: [Double] = 3 * powers <= count ? [1, 2, 5] : [1]
    let all = stride(from: 0, through: powers, by: every).flatMap { power in
      factors.map { Self.multiple($0, of: Self.power(Int(first) + power)) }
    }
    let (low, high) = (range.lowerBound * (1 + 1e-9), range.upperBound * (1 - 1e-9))
    let from = all.lastIndex { $0 <= low } ?? all.startIndex
    let until = all.firstIndex { $0 >= high } ?? all.index(before: all.endIndex)
    values = Array(all[from...max(from, until)])
    step = nil
  }

  /// The smallest of 1, 2 and 5 times a power of ten that is not below a positive number.
  private static func roundedUp(_ least: Double, isWhole: Bool) -> Double {
    let exponent = Int(log10(least).rounded(.down))
    let step =
      [1, 2, 5].map { multiple($0, of: power(exponent)) }.first { $0 >= least * (1 - 1e-9) }
      ?? power(exponent + 1)
    return isWhole ? max(1, step) : step
  }

  private static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

  /// A multiple without the rounding errors of 3 · 0.1.
  private static func multiple(_ factor: Double, of step: Double) -> Double {
    step < 1 ? factor / (1 / step).rounded() : factor * step
  }

  /// The texts of the ticks: as many decimals as the step has, thousands separated.
  var texts: [String] { values.map { Self.text($0, step: step ?? $0) } }

  /// A number for an axis whose ticks are `step` apart.
  static func text(_ value: Double, step: Double) -> String {
    let size = abs(value)
    guard size < 1e9, size == 0 || size >= 1e-4 || step >= 1e-4 else { return scientific(value) }
    let decimals = min(9, max(0, -Int((log10(step) + 1e-9).rounded(.down))))
    let digits = String(format: "%.\(decimals)f", size)
    let parts = digits.split(separator: ".", maxSplits: 1).map(String.init)
    var whole = ""
    for (index, digit) in parts[0].reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3) { whole.append(",") }
      whole.append(digit)
    }
    let fraction = parts.count > 1 ? ".\(parts[1])" : ""
    return (value < 0 ? "−" : "") + String(whole.reversed()) + fraction
  }

  private static func scientific(_ value: Double) -> String {
    String(format: "%.3g", value).replacingOccurrences(of: "-", with: "−")
  }
}
