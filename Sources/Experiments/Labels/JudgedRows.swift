import Basics

/// Test rows that a user has judged by their anomaly scores, and those that are left to measure on.
///
/// Anomalies and others are halved by chance, each for itself. Of one half the share with the largest
/// scores is flagged: normal rows among these are false positives, anomalies among the rest false negatives,
/// both in an order by chance.
package struct JudgedRows: Sendable, Codable, Equatable {
  package let falsePositives: [Int]
  package let falseNegatives: [Int]
  /// The rows of the other half, ascending.
  package let others: [Int]
  /// The steps that the run was trained for.
  package let steps: Int

  /// "JUDG" in ASCII.
  private static let stream: UInt64 = 0x4A55_4447

  /// The two halves of the rows, each ascending.
  package static func halves(
    _ isAnomalous: [Bool], seed: UInt64
  ) -> (judged: [Int], others: [Int]) {
    var (judged, others) = ([Int](), [Int]())
    for (pass, kind) in [true, false].enumerated() {
      var rows = isAnomalous.indices.filter { isAnomalous[$0] == kind }
      var generator = SplitMix64(seed: seed, stream: stream, pass: UInt64(pass))
      generator.shuffle(&rows)
      judged += rows.prefix(rows.count / 2)
      others += rows.dropFirst(rows.count / 2)
    }
    return (judged.sorted(), others.sorted())
  }

  /// Judges rows by their scores.
  ///
  /// - Parameters:
  ///   - rows: the rows that were scored, and their `scores`.
  ///   - isAnomalous: of all rows.
  ///   - share: the fraction of the rows that is flagged, rounded to a number of them.
  package init(
    _ rows: [Int], scores: [Double], isAnomalous: [Bool], flagging share: Double, others: [Int],
    steps: Int, seed: UInt64
  ) {
    precondition(rows.count == scores.count, "\(scores.count) scores of \(rows.count) rows")
    let order = rows.indices.sorted {
      scores[$0] == scores[$1] ? rows[$0] < rows[$1] : scores[$0] > scores[$1]
    }
    let count = Int((share * Double(rows.count)).rounded())
    var wrong = [
      order.prefix(count).map { rows[$0] }.filter { !isAnomalous[$0] }.sorted(),
      order.dropFirst(count).map { rows[$0] }.filter { isAnomalous[$0] }.sorted(),
    ]
    for index in wrong.indices {
      var generator = SplitMix64(seed: seed, stream: Self.stream, pass: UInt64(2 + index))
      generator.shuffle(&wrong[index])
    }
    (falsePositives, falseNegatives) = (wrong[0], wrong[1])
    self.others = others
    self.steps = steps
  }
}
