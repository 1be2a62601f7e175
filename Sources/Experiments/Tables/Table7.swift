import Models
public import Runs

/// Table 7: Fashion-MNIST with 100 and 1,000 labels.
public struct Table7: UnlabelledRowsTable {
  public static let name = "table7"
  public static let dataset = DatasetName.fashionMNIST

  /// The paper's figures with the errors that it gives.
  public static let paper: [ClassificationFigures] = [
    .init(.ss, .dense, .count(100), accuracy: (0.703, 0.007), logLoss: (1.3, 0.2)),
    .init(.es, .dense, .count(100), accuracy: (0.668, 0.008), logLoss: (1.4, 0.1)),
    .init(.ss, .cnn, .count(100), accuracy: (0.724, 0.008), logLoss: (1.19, 0.05)),
    .init(.es, .cnn, .count(100), accuracy: (0.66, 0.01), logLoss: (1.5, 0.1)),
    .init(.ss, .dense, .count(1_000), accuracy: (0.812, 0.004), logLoss: (1.19, 0.07)),
    .init(.es, .dense, .count(1_000), accuracy: (0.766, 0.008), logLoss: (1.6, 0.1)),
    .init(.ss, .cnn, .count(1_000), accuracy: (0.836, 0.001), logLoss: (0.83, 0.01)),
    .init(.es, .cnn, .count(1_000), accuracy: (0.803, 0.004), logLoss: (1.20, 0.05)),
  ]

  public let isQuick: Bool
  public var options: ExperimentOptions

  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }
}
