import Models
public import Runs

/// Table 8: Fashion-MNIST with all labels; section 3.2.2 cites it as Table 9.
public struct Table8: AllLabelsTable {
  public static let name = "table8"
  public static let dataset = DatasetName.fashionMNIST

  /// The paper's figures with the errors that it gives.
  public static let paper: [ClassificationFigures] = [
    .init(.ss, .dense, .all, accuracy: (0.877, 0.004), logLoss: (0.4, 0.02)),
    .init(.es, .dense, .all, accuracy: (0.79, 0.01), logLoss: (4.8, 0.4)),
    .init(.ss, .cnn, .all, accuracy: (0.925, 0.001), logLoss: (0.33, 0.025)),
    .init(.es, .cnn, .all, accuracy: (0.922, 0.0015), logLoss: (0.33, 0.015)),
  ]

  public let isQuick: Bool
  public var options: ExperimentOptions

  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }
}
