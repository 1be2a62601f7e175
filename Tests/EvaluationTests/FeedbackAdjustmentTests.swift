import Evaluation
import Testing

/// Eq. 6 and its two limits.
@Suite struct FeedbackAdjustmentTests {
  @Test func isEquation6() {
    let adjustment = FeedbackAdjustment()
    #expect(adjustment.origin == 0)
    #expect(adjustment(10, falsePositive: 0, falseNegative: 0) == 10)
    // (1 − 0.75) / (1 − 0.5) · 10
    #expect(adjustment(10, falsePositive: 0.75, falseNegative: 0.5) == 5)
    #expect(adjustment(10, falsePositive: 1, falseNegative: 0) == 0)
  }

  @Test func aSureFalseNegativeStaysFinite() {
    let score = FeedbackAdjustment()(10, falsePositive: 0, falseNegative: 1)
    #expect(score.isFinite && abs(score / 1e7 - 1) < 1e-6)
    // Below the limit nothing changes.
    #expect(FeedbackAdjustment()(1, falsePositive: 0, falseNegative: 0.75) == 4)
  }

  @Test func scoresOfDensitiesAreCountedFromTheLeastOfTraining() {
    let adjustment = FeedbackAdjustment(trainingScores: [5, -8, -2])
    #expect(adjustment.origin == -8)
    #expect(adjustment(-6, falsePositive: 0.5, falseNegative: 0) == 1)
    #expect(adjustment(2, falsePositive: 0, falseNegative: 0.5) == 20)
    // A sample likelier than any of training has no negative score, whose order eq. 6 would turn.
    #expect(adjustment(-9, falsePositive: 0, falseNegative: 0.5) == 0)
    #expect(FeedbackAdjustment(trainingScores: [3, 4]).origin == 0)
  }
}
