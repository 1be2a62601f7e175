public import Runs

/// Tables 4 and 8: whether the decoder regularises a classifier that has all labels.
///
/// Both families are trained until the training loss has not improved for 3 passes, which is how
/// "until converged" (section 3.1.2) is read, and for 30 passes at most.
public protocol AllLabelsTable: ClassificationTable {}

extension AllLabelsTable {
  public static var models: [ModelName] { [.dense, .cnn] }
  public var title: String { "classification of test images with all labels" }
  private static var allLabels: String { "all labels" }

  public func tableRows() throws -> [TableRow] {
    try options.selected(Self.models).flatMap { model in
      let isSmall = isQuick && model == .cnn
      return try rows(
        model, rows: isSmall ? "10000 images" : Self.allLabels, paper: .all,
        (isSmall ? ["labels=10000", "unlabelled=none"] : ["labels=all"]) + ["patience=3"],
        isSmall: isSmall,
        epochs: { _ in isSmall ? 4 : isQuick ? 8 : 30 }, runs: isSmall ? 1 : isQuick ? 3 : 10)
    }
  }

  /// How the log-loss of `ss dense` compares to that of `es dense`; nil where they are not there.
  func halvingClaim(_ scores: TableScores) -> Claim? {
    let (row, other) = (
      Self.rowName(.ss, .dense, Self.allLabels), Self.rowName(.es, .dense, Self.allLabels)
    )
    guard scores.has(row, other) else { return nil }
    let ratio = scores.ratio(.logLoss, of: row, over: other)
    return Claim(
      "log_loss: \(row) / \(other), at most 0.5 (paper 0.47)", ratio,
      Verdict(ratio) { mean, _, _ in mean <= 0.5 })
  }
}
