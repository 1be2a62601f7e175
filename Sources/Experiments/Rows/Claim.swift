package import Evaluation

/// A statement of the paper with what was measured of it.
public struct Claim: Sendable, Codable {
  public let text: String
  /// Nil before the first run.
  public let value: Double?
  /// Nil for a single run, and for a count.
  public let standardError: Double?
  /// The number of runs.
  public let n: Int
  public let reproduced: Verdict

  package init(_ text: String, _ summary: SampleSummary?, _ reproduced: Verdict) {
    self.init(
      text, value: summary?.mean, standardError: summary?.standardError, n: summary?.count ?? 0,
      reproduced)
  }

  package init(
    _ text: String, value: Double?, standardError: Double? = nil, n: Int, _ reproduced: Verdict
  ) {
    self.text = text
    self.value = value
    self.standardError = standardError
    self.n = n
    self.reproduced = reproduced
  }

  /// A claim on the sign of a difference.
  ///
  /// - Parameter paper: the paper's difference, which has that sign.
  package init(_ text: String, _ difference: SampleSummary?, paper: Double, digits: Int) {
    self.init(
      "\(text) (paper \(MarkdownTable.signed(paper, digits: digits)))", difference,
      Verdict(difference, isPositive: paper > 0))
  }
}
