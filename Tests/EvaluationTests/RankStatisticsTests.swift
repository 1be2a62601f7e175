import Evaluation
import Testing

@Suite struct RankStatisticsTests {
  /// The fraction of pairs in which the positive row scores higher, ties counting half.
  private func pairwise(_ scores: [Double], _ positive: [Bool]) -> Double {
    var total = 0.0
    var pairs = 0.0
    for (first, isPositive) in positive.enumerated() where isPositive {
      for (second, other) in positive.enumerated() where !other {
        pairs += 1
        total += scores[first] > scores[second] ? 1 : scores[first] == scores[second] ? 0.5 : 0
      }
    }
    return total / pairs
  }

  /// With few levels most scores are tied.
  @Test(arguments: [1, 2, 3, 10, 1_000_000], [2, 17, 257])
  func equalsTheShareOfPairs(levels: UInt64, count: Int) throws {
    var state: UInt64 = levels &* 31 &+ UInt64(count)
    func draw() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let scores = (0..<count).map { _ in Double(draw() % levels) - 3 }
    let positive = (0..<count).map { $0 == 0 || ($0 > 1 && draw() % 3 == 0) }
    let area = try RankStatistics.areaUnderCurve(scores: scores, positive: positive)
    #expect(abs(area - pairwise(scores, positive)) < 1e-12)
  }

  @Test func knownValues() throws {
    let scores: [Float] = [0.1, 0.4, 0.35, 0.8]
    #expect(
      try RankStatistics.areaUnderCurve(scores: scores, positive: [false, false, true, true])
        == 0.75)
    #expect(
      try RankStatistics.areaUnderCurve(
        scores: [-Double.infinity, .infinity], positive: [false, true]) == 1)
  }

  @Test func refusesWhatHasNoValue() {
    #expect(throws: EvaluationError.notANumber(row: 1)) {
      _ = try RankStatistics.areaUnderCurve(scores: [0, Double.nan], positive: [true, false])
    }
    #expect(throws: EvaluationError.self) {
      _ = try RankStatistics.areaUnderCurve(scores: [0.0, 1], positive: [true, true])
    }
  }
}

@Suite struct SampleSummaryTests {
  @Test func knownValues() throws {
    let summary = try SampleSummary([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(summary.mean == 5)
    #expect(abs(try #require(summary.standardDeviation) - (32.0 / 7).squareRoot()) < 1e-15)
    #expect(abs(try #require(summary.standardError) - (4.0 / 7).squareRoot()) < 1e-15)
    let single = try SampleSummary([3])
    #expect(single.mean == 3 && single.standardError == nil)
    #expect(throws: EvaluationError.self) { _ = try SampleSummary([]) }
  }

  @Test func doesNotCancel() throws {
    let summary = try SampleSummary([1e9, 1e9 + 1, 1e9 + 2])
    #expect(summary.standardDeviation == 1)
  }
}
