public import Models
public import Runs

/// Table 10: how well windows of UCI-HAR are classified, with growing numbers of labels, by the
/// semi-supervised model and by its encoder alone.
///
/// `ss` is trained for 15 passes over the unlabelled windows, `es` for 20 over the labelled ones. The
/// paper has one run of each.
public struct Table10: ClassificationTable {
  public static let name = "table10"
  public static let models: [ModelName] = [.rnn]
  public static let hasLabelCounts = true
  public static let dataset = DatasetName.uciHAR
  public static let settings: [SemiSupervisedVAE.Family: [String]] = [
    .ss: ["acceleration=total"], .es: ["acceleration=total"],
  ]

  /// The paper's figures, of one run each.
  public static let paper: [ClassificationFigures] = [
    .init(.ss, .rnn, .count(100), accuracy: (0.630, nil), logLoss: (4.000, nil)),
    .init(.es, .rnn, .count(100), accuracy: (0.381, nil), logLoss: (1.538, nil)),
    .init(.ss, .rnn, .count(1_000), accuracy: (0.839, nil), logLoss: (0.503, nil)),
    .init(.es, .rnn, .count(1_000), accuracy: (0.690, nil), logLoss: (0.820, nil)),
    .init(.ss, .rnn, .all, accuracy: (0.917, nil), logLoss: (0.310, nil)),
    .init(.es, .rnn, .all, accuracy: (0.909, nil), logLoss: (0.428, nil)),
  ]

  public let isQuick: Bool
  public var options: ExperimentOptions

  /// Five runs of each row; or `quick`: one.
  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }

  public var title: String { "classification of test windows by number of labels" }

  public func tableRows() throws -> [TableRow] {
    try (options.labels ?? [.count(100), .count(1_000), .all]).flatMap { count in
      try rows(
        .rnn, rows: "\(count) labels", paper: count, ["labels=\(count)"],
        epochs: { $0 == .es ? 20 : isQuick ? 5 : 15 }, runs: isQuick ? 1 : 5)
    }
  }
}
