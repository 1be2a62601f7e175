import Experiments
import Testing

/// Which test images a user judges, by hand.
@Suite struct JudgedRowsTests {
  private static let isAnomalous = (0..<21).map { $0 % 5 == 0 }

  @Test func anomaliesAndOthersAreHalved() {
    let (judged, others) = JudgedRows.halves(Self.isAnomalous, seed: 3)
    #expect((judged + others).sorted() == Array(0..<21))
    #expect(judged == judged.sorted() && others == others.sorted())
    // Five anomalies and sixteen others.
    #expect(judged.count { Self.isAnomalous[$0] } == 2 && judged.count == 10)
    #expect(JudgedRows.halves(Self.isAnomalous, seed: 3).judged == judged)
    #expect(JudgedRows.halves(Self.isAnomalous, seed: 4).judged != judged)
  }

  @Test func theFlaggedAndTheMissed() {
    // Rows 0, 5, 10 are anomalies; the three largest scores are those of rows 1, 5 and 2.
    let rows = [0, 1, 2, 3, 5, 6, 7, 8, 9, 10]
    let scores: [Double] = [1, 9, 7, 2, 8, 3, 4, 5, 6, 0]
    let judged = JudgedRows(
      rows, scores: scores, isAnomalous: Self.isAnomalous, flagging: 0.3, others: [11, 12],
      steps: 4, seed: 1)
    #expect(Set(judged.falsePositives) == [1, 2] && judged.falsePositives.count == 2)
    #expect(Set(judged.falseNegatives) == [0, 10] && judged.falseNegatives.count == 2)
    #expect(judged.others == [11, 12] && judged.steps == 4)
    let none = JudgedRows(
      rows, scores: scores, isAnomalous: Self.isAnomalous, flagging: 0, others: [], steps: 4,
      seed: 1)
    #expect(none.falsePositives.isEmpty && Set(none.falseNegatives) == [0, 5, 10])
  }

  /// Of equal scores the first rows are flagged.
  @Test func equalScores() {
    let judged = JudgedRows(
      [1, 2, 3, 4], scores: [0, 0, 0, 0], isAnomalous: Self.isAnomalous, flagging: 0.5,
      others: [], steps: 1, seed: 1)
    #expect(Set(judged.falsePositives) == [1, 2] && judged.falseNegatives.isEmpty)
  }
}
