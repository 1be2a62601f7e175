package import Evaluation

/// Whether something of the paper came out again.
public enum Verdict: String, Sendable, Hashable, Codable {
  case yes, no
  /// A single run has no standard error.
  case notSettled = "not settled"

  /// Whether a mean m is that of the paper: |m − paper| ≤ 2·√(SE² + SE_paper²).
  ///
  /// - Parameter error: SE_paper; nil where the paper has one run, for which the standard deviation of
  ///   one's own runs is taken.
  package init(_ summary: SampleSummary?, near paper: Double, error: Double?) {
    self.init(summary) { mean, standardError, deviation in
      let other = error ?? deviation
      return abs(mean - paper)
        <= 2 * (standardError * standardError + other * other).squareRoot()
    }
  }

  /// Whether a difference has a sign by two standard errors.
  package init(_ difference: SampleSummary?, isPositive: Bool) {
    self.init(difference) { mean, standardError, _ in
      (isPositive ? mean : -mean) > 2 * standardError
    }
  }

  /// Whether something holds for a mean, its standard error and the standard deviation of the runs.
  package init(
    _ summary: SampleSummary?,
    _ holds: (_ mean: Double, _ standardError: Double, _ deviation: Double) -> Bool
  ) {
    guard let summary, let standardError = summary.standardError,
      let deviation = summary.standardDeviation
    else {
      self = .notSettled
      return
    }
    self = holds(summary.mean, standardError, deviation) ? .yes : .no
  }
}
