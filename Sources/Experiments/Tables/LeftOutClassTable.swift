public import Models
public import Runs
import Training

/// Tables 5 and 9: how well each class is detected as an anomaly by models that never saw it, trained with
/// all labels or without any.
///
/// The score is the reconstruction probability over L draws of all test images, the class that was left
/// out being positive.
public protocol LeftOutClassTable: RowTable {
  static var dataset: DatasetName { get }
  /// How the runs of each family are trained where the paper does not say.
  static var settings: [SemiSupervisedVAE.Family: [String]] { get }
  /// The classes in the paper's order, with its figures.
  static var classes: [LeftOutClass] { get }
  /// Runs of each row in the paper.
  static var paperRuns: Int { get }
}

extension LeftOutClassTable {
  public static var models: [ModelName] { [.dense] }
  public var differences: String { "ss − eu" }
  public var title: String { "AUC of each class as an anomaly, L = \(draws)" }

  /// L, the codes that are drawn for each image.
  var draws: Int { isQuick ? 4 : 16 }
  var metric: Metric { .areaUnderCurve(draws: draws) }

  public func tableRows() throws -> [TableRow] {
    try Self.classes.flatMap { left in
      try Self.rows(
        of: left, metric, epochs: isQuick ? 4 : 10, runs: isQuick ? 1 : Self.paperRuns)
    }
  }

  /// The rows of both families, `eu` first, as it is the baseline.
  static func rows(
    of left: LeftOutClass, _ metric: Metric, epochs: Int, runs: Int
  ) throws(RunError) -> [TableRow] {
    [
      TableRow(
        left.names.other,
        try ExperimentRun(
          dataset, left.settings(.eu) + (settings[.eu] ?? []), epochs: epochs),
        runs: runs, [PaperFigure(metric, left.eu.mean, left.eu.error)]),
      TableRow(
        left.names.row,
        try ExperimentRun(
          dataset, left.settings(.ss) + ["labels=all"] + (settings[.ss] ?? []), epochs: epochs),
        runs: runs, [PaperFigure(metric, left.ss.mean, left.ss.error)], baseline: left.names.other),
    ]
  }

  /// The claim that labels help on average over some classes.
  func gainClaim(_ text: String, _ classes: [LeftOutClass], _ scores: TableScores) -> Claim {
    Claim(
      "auc: mean of ss − eu over \(text)", scores.meanDifference(metric, classes.map(\.names)),
      paper: Self.paperGain(classes), digits: 3)
  }

  /// The paper's mean gain over some classes.
  static func paperGain(_ classes: [LeftOutClass]) -> Double {
    classes.reduce(0) { $0 + $1.paperGain } / Double(classes.count)
  }
}
