public import Runs

/// Table 11: how well walking is told from the other activities of UCI-HAR as an anomaly, by models
/// that never saw it, trained with all labels or without any.
///
/// The score is the reconstruction probability over L draws, walking the positive class. The paper
/// has one run of each; its second row is the model without labels, called ES by mistake.
public struct Table11: RowTable {
  public static let name = "table11"
  public static let models: [ModelName] = [.rnn]
  /// How all runs are trained where the paper does not say.
  public static let settings = ["acceleration=total"]

  /// The paper's areas under the curve, of one run each.
  public static let paper = (ss: 0.682, eu: 0.641)

  public let isQuick: Bool
  public var options: ExperimentOptions
  public let differences = "ss − eu"
  /// L, the codes that are drawn for each window.
  public var draws = 16
  /// Walking.
  private static let anomalousClass = 0

  /// Five runs of each row; or `quick`: one.
  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }

  public var title: String { "AUC of walking as an anomaly, L = \(draws)" }

  public func tableRows() throws -> [TableRow] {
    [try row("ss", Self.paper.ss, baseline: "eu"), try row("eu", Self.paper.eu)]
  }

  private func row(
    _ family: String, _ paper: Double, baseline: String? = nil
  ) throws -> TableRow {
    TableRow(
      family,
      try ExperimentRun(
        .uciHAR, ["family=\(family)", "anomalousClass=\(Self.anomalousClass)"] + Self.settings,
        epochs: isQuick ? 5 : 15),
      runs: isQuick ? 1 : 5, [PaperFigure(.areaUnderCurve(draws: draws), paper)],
      baseline: baseline)
  }

  public func claims(_ scores: TableScores) -> [Claim] { baselineClaims(scores) }
}
