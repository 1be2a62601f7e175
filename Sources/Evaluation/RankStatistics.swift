/// Statistics of the ranks of scores.
public enum RankStatistics {
  /// The area under the receiver operating characteristic, by midranks.
  ///
  /// AUC = (R₊ − n₊(n₊ + 1)/2) / (n₊ n₋), where R₊ is the sum of the ranks of the positive rows among
  /// all scores and equal scores have the mean of their ranks. This equals the Mann-Whitney statistic:
  /// the fraction of (positive, negative) pairs in which the positive row has the higher score, a tie
  /// counting half.
  ///
  /// - Throws: `EvaluationError.notANumber` for a NaN score, and `tooFewRows` where all rows are of one
  ///   kind.
  public static func areaUnderCurve(
    scores: [some BinaryFloatingPoint], positive: [Bool]
  ) throws(EvaluationError) -> Double {
    precondition(
      scores.count == positive.count, "\(scores.count) scores for \(positive.count) rows")
    if let row = scores.firstIndex(where: \.isNaN) { throw .notANumber(row: row) }
    let positives = positive.count { $0 }
    let negatives = positive.count - positives
    guard positives > 0, negatives > 0 else {
      throw .tooFewRows(
        metric: "AUC", found: "\(positives) positive and \(negatives) negative rows",
        expected: "at least one of each")
    }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    // Twice the sum of ranks is an integer, and exact.
    var doubledRanks = 0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      // Ranks start + 1 ... end share the mean (start + 1 + end) / 2.
      let tied = order[start..<end].count { positive[$0] }
      doubledRanks += tied * (start + 1 + end)
      start = end
    }
    let doubledStatistic = doubledRanks - positives * (positives + 1)
    return Double(doubledStatistic) / (2 * Double(positives) * Double(negatives))
  }
}
