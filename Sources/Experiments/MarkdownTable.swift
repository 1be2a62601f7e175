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

  /// mean ± standard error.
  static func figure(_ summary: SampleSummary?, digits: Int) -> String {
    "\(number(summary?.mean, digits: digits)) ± \(number(summary?.standardError, digits: digits))"
  }
}

extension SampleSummary {
  /// The summary of measurements; nil if there is none yet.
  init?(ofAny values: [Double]) {
    guard let summary = try? SampleSummary(values) else { return nil }
    self = summary
  }
}
