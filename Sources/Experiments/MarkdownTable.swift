import Evaluation
import Foundation

/// Lines of a Markdown table.
struct MarkdownTable {
  private(set) var lines: [String]

  init(_ columns: [String]) {
    lines = [Self.line(columns), "|" + String(repeating: "---|", count: columns.count)]
  }

  mutating func append(_ cells: [String]) { lines.append(Self.line(cells)) }

  private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }

  /// A number with some decimal places, or a dash for nil.
  static func number(_ value: Double?, digits: Int) -> String {
    value.map { String(format: "%.\(digits)f", $0) } ?? "–"
  }

  /// A number with its sign.
  static func signed(_ value: Double?, digits: Int) -> String {
    value.map { String(format: "%+.\(digits)f", $0) } ?? "–"
  }

  /// A number with three significant digits.
  static func short(_ value: Double?) -> String { value.map { String(format: "%.3g", $0) } ?? "–" }

  /// A figure and what it may be wrong by; only the figure where that is not known.
  static func figure(_ value: String, error: String?) -> String {
    error.map { "\(value) ± \($0)" } ?? value
  }
}

extension SampleSummary {
  /// The summary of measurements; nil if there is none yet.
  init?(ofAny values: [Double]) {
    guard let summary = try? SampleSummary(values) else { return nil }
    self = summary
  }
}
