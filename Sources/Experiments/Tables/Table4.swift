import Models
public import Runs

/// Table 4: MNIST with all labels.
public struct Table4: AllLabelsTable {
  public static let name = "table4"
  public static let dataset = DatasetName.mnist

  /// The paper's figures with the errors that it gives.
  public static let paper: [ClassificationFigures] = [
    .init(.ss, .dense, .all, accuracy: (0.9855, 0.0003), logLoss: (0.062, 0.001)),
    .init(.es, .dense, .all, accuracy: (0.9814, 0.0003), logLoss: (0.131, 0.003)),
    .init(.ss, .cnn, .all, accuracy: (0.9916, 0.0003), logLoss: (0.036, 0.002)),
    .init(.es, .cnn, .all, accuracy: (0.9904, 0.0009), logLoss: (0.055, 0.009)),
  ]

  public let isQuick: Bool
  public var options: ExperimentOptions

  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }

  /// Also that the decoder halves the log-loss of `dense` (section 3.1.2).
  public func claims(_ scores: TableScores) -> [Claim] {
    baselineClaims(scores) + [halvingClaim(scores)].compactMap { $0 }
  }
}
