public import Runs

/// Section 5: what feedback on detections brings (eq. 6), for digits 1 and 7 as anomalies, with all labels
/// of the others and with none. The paper has no figures.
///
/// A run of Table 5 scores half of the test images. Of the tenth that it flags, up to K normal images become
/// the class "false positive", up to K digits that it has missed "false negative"; it is trained on for as
/// many steps as before, and scores the other half. K = 0 is trained on without them.
public struct Feedback: RowTable {
  public static let name = "feedback"
  public static let models: [ModelName] = [.dense]
  /// K, the most rows of each of the two classes.
  public static let counts = [0, 30, 300]
  /// The fraction of the images that is flagged.
  static let flaggedShare = 0.1

  public let isQuick: Bool
  public var options: ExperimentOptions
  public let differences = "− K = 0"

  /// Both digits and five runs; or `quick`: digit 1 and one run.
  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }

  public var title: String {
    "AUC of a digit as an anomaly on half of the test images after feedback on the other half, "
      + "L = \(draws)"
  }

  /// L, the codes that are drawn for each image.
  var draws: Int { isQuick ? 4 : 16 }
  var metric: Metric { .areaUnderCurve(draws: draws) }

  var cases: [FeedbackCase] {
    let digits = Table5.classes.filter { (isQuick ? [1] : [1, 7]).contains($0.index) }
    return digits.flatMap { digit in
      [true, false].flatMap { hasLabels in
        Self.counts.map { FeedbackCase(digit: digit, hasLabels: hasLabels, count: $0) }
      }
    }
  }

  public func tableRows() throws -> [TableRow] {
    let (epochs, runs) = (isQuick ? 4 : 10, isQuick ? 1 : 5)
    return try cases.map { one in
      let rows = try Table5.rows(of: one.digit, metric, epochs: epochs, runs: runs)
      return TableRow(
        one.name, rows[one.hasLabels ? 1 : 0].run, runs: runs, [PaperFigure(metric)],
        baseline: one.count == 0 ? nil : one.without.name)
    }
  }

  /// Every K raises the area under the curve, and all do so on average.
  public func claims(_ scores: TableScores) -> [Claim] {
    let pairs = cases.filter { $0.count > 0 }.map { (row: $0.name, other: $0.without.name) }
    let mean = scores.meanDifference(metric, pairs)
    return pairs.map { row, other in
      let difference = scores.difference(metric, of: row, minus: other)
      return Claim(
        "auc: \(row) − \(other), above 0", difference, Verdict(difference, isPositive: true))
    } + [
      Claim(
        "auc: mean gain by feedback, above 0", mean, Verdict(mean, isPositive: true))
    ]
  }
}
