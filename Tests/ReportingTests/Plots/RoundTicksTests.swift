import Reporting
import Testing

@Suite("Ticks of a plot")
struct RoundTicksTests {
  /// The texts of an axis as the plot shows them, read from its SVG.
  private func ticks(
    _ values: [Double], scale: Plot.Axis.Scale = .linear, isWhole: Bool = false
  ) -> [String] {
    let plot = Plot(
      "p", horizontal: Plot.Axis("x", ticks: [Plot.Tick(value: 0, text: "here")]),
      vertical: Plot.Axis("y", scale: scale, isWhole: isWhole),
      series: [Plot.Series("s", values.map { Plot.Point(0, $0) })])
    // Ticks of the vertical axis are the texts that end at it.
    return plot.svg.split(separator: "\n").filter { $0.contains("text-anchor=\"end\"") }
      .compactMap { line in
        line.split(separator: ">").last.map { String($0.prefix { $0 != "<" }) }
      }
  }

  @Test(
    "ticks are at 1, 2 or 5 times a power of ten and enclose the values",
    arguments: [
      ([0.0, 1], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      ([0.03, 0.97], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
      ([0, 9_220], ["0", "2,000", "4,000", "6,000", "8,000", "10,000"]),
      ([-1.5, 1.5], ["−2", "−1", "0", "1", "2"]),
      ([0.911, 0.934], ["0.910", "0.915", "0.920", "0.925", "0.930", "0.935"]),
      ([153.7, 193.4], ["150", "160", "170", "180", "190", "200"]),
    ])
  func linear(_ values: [Double], _ expected: [String]) {
    #expect(ticks(values) == expected)
  }

  @Test("powers of ten, and their multiples where there are few")
  func logarithmic() {
    #expect(ticks([1, 1_000], scale: .logarithmic) == ["1", "10", "100", "1,000"])
    #expect(ticks([1.5, 9], scale: .logarithmic) == ["1", "2", "5", "10"])
    // What is not positive has no place.
    #expect(ticks([0, -3, 0.01, 10], scale: .logarithmic) == ["0.01", "0.1", "1", "10"])
  }

  @Test("steps have whole ticks")
  func whole() {
    #expect(ticks([0, 2], isWhole: true) == ["0", "1", "2"])
    #expect(ticks([3, 3], isWhole: true) == ["2", "3", "4"])
  }

  @Test("any values have at least two ticks")
  func extremes() {
    let all: [[Double]] = [
      [], [.nan], [7], [0], [-0.0], [1e-300], [1e300], [1e15, 1e15 + 1], [1e-7, 3e-7],
      [-.infinity, 2], [.leastNonzeroMagnitude], [-1e308, 1e308], [-1e300, 1e300], [0, 1e-303],
    ]
    for values in all {
      let found = ticks(values)
      #expect(2...10 ~= found.count && Set(found).count == found.count, "\(values): \(found)")
    }
  }
}
