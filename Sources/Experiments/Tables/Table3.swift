import Models
public import Runs

/// Table 3: MNIST with 100 and 1,000 labels.
public struct Table3: UnlabelledRowsTable {
  public static let name = "table3"
  public static let dataset = DatasetName.mnist

  /// The paper's figures with the errors that it gives.
  public static let paper: [ClassificationFigures] = [
    .init(.ss, .dense, .count(100), accuracy: (0.808, 0.006), logLoss: (0.80, 0.01)),
    .init(.es, .dense, .count(100), accuracy: (0.763, 0.003), logLoss: (0.75, 0.01)),
    .init(.ss, .cnn, .count(100), accuracy: (0.811, 0.006), logLoss: (0.86, 0.03)),
    .init(.es, .cnn, .count(100), accuracy: (0.765, 0.003), logLoss: (0.744, 0.009)),
    .init(.ss, .dense, .count(1_000), accuracy: (0.9346, 0.0009), logLoss: (0.215, 0.002)),
    .init(.es, .dense, .count(1_000), accuracy: (0.902, 0.006), logLoss: (0.41, 0.03)),
    .init(.ss, .cnn, .count(1_000), accuracy: (0.945, 0.001), logLoss: (0.218, 0.06)),
    .init(.es, .cnn, .count(1_000), accuracy: (0.89, 0.02), logLoss: (0.6, 0.2)),
  ]

  public let isQuick: Bool
  public var options: ExperimentOptions

  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }
}
