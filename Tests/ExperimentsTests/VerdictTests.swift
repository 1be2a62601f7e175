import Evaluation
import Experiments
import Testing

/// What counts as reproduced, with numbers worked out by hand.
@Suite("Verdicts")
struct VerdictTests {
  /// Mean 0.94, standard deviation 0.01, standard error 0.01/√3 = 0.00577.
  private let accuracies = [0.93, 0.94, 0.95]

  /// 2·√(0.00577² + 0.0009²) = 0.0117: 0.9346 is 0.0054 away, 0.925 is 0.015.
  @Test func meansNearThePaper() throws {
    let summary = try SampleSummary(accuracies)
    #expect(Verdict(summary, near: 0.9346, error: 0.0009) == .yes)
    #expect(Verdict(summary, near: 0.925, error: 0.0009) == .no)
    #expect(Verdict(summary, near: 0.955, error: 0.0009) == .no)
    // A large error of the paper's covers it: 2·√(0.00577² + 0.006²) = 0.0167.
    #expect(Verdict(summary, near: 0.925, error: 0.006) == .yes)
  }

  /// Where the paper has one run: 2·√(0.00577² + 0.01²) = 0.0231.
  @Test func aSingleRunOfThePaper() throws {
    let summary = try SampleSummary(accuracies)
    #expect(Verdict(summary, near: 0.925, error: nil) == .yes)
    #expect(Verdict(summary, near: 0.916, error: nil) == .no)
  }

  /// Mean 0.03 each, with standard errors 0.01 and 0.02.
  @Test func signsByTwoStandardErrors() throws {
    let clear = try SampleSummary([0.02, 0.04])
    #expect(Verdict(clear, isPositive: true) == .yes)
    #expect(Verdict(clear, isPositive: false) == .no)
    #expect(Verdict(try SampleSummary([0.01, 0.05]), isPositive: true) == .no)
    #expect(Verdict(try SampleSummary([-0.02, -0.04]), isPositive: false) == .yes)
  }

  @Test func oneRunSettlesNothing() throws {
    let one = try SampleSummary([0.94])
    #expect(Verdict(one, near: 0.94, error: 0.01) == .notSettled)
    #expect(Verdict(one, isPositive: true) == .notSettled)
    #expect(Verdict(one) { _, _, _ in true } == .notSettled)
    #expect(Verdict(nil, near: 0.94, error: 0.01) == .notSettled)
    #expect(Verdict.notSettled.rawValue == "not settled")
  }

  @Test func claimsNameThePapersDifference() throws {
    let claim = Claim("accuracy", try SampleSummary([0.02, 0.04]), paper: 0.045, digits: 3)
    #expect(claim.text == "accuracy (paper +0.045)" && claim.reproduced == .yes && claim.n == 2)
    #expect(abs((claim.standardError ?? 0) - 0.01) < 1e-12)
    let none = Claim("accuracy", nil, paper: -0.045, digits: 3)
    #expect(none.value == nil && none.n == 0 && none.reproduced == .notSettled)
    #expect(none.text.hasSuffix("(paper -0.045)"))
  }
}
