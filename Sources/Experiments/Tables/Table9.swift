public import Models
public import Runs

/// Table 9: each article of Fashion-MNIST as an anomaly among the others. The paper's columns are SS, EU.
public struct Table9: LeftOutClassTable {
  public static let name = "table9"
  public static let dataset = DatasetName.fashionMNIST
  public static let settings: [SemiSupervisedVAE.Family: [String]] = [
    .ss: ["labelWeight=784", "piGradient=stopped"]
  ]
  public static let paperRuns = 5

  /// The paper's figures with the errors that it gives.
  public static let classes = [
    LeftOutClass("T-shirt/top", 0, eu: (0.695, 0.002), ss: (0.712, 0.002)),
    LeftOutClass("Trouser", 1, eu: (0.347, 0.002), ss: (0.371, 0.005)),
    LeftOutClass("Pullover", 2, eu: (0.8, 0.001), ss: (0.826, 0.005)),
    LeftOutClass("Dress", 3, eu: (0.416, 0.004), ss: (0.462, 0.003)),
    LeftOutClass("Coat", 4, eu: (0.681, 0.001), ss: (0.719, 0.007)),
    LeftOutClass("Sandal", 5, eu: (0.34, 0.002), ss: (0.413, 0.007)),
    LeftOutClass("Shirt", 6, eu: (0.762, 0.001), ss: (0.76, 0.002)),
    LeftOutClass("Sneaker", 7, eu: (0.21, 0.002), ss: (0.191, 0.006)),
    LeftOutClass("Bag", 8, eu: (0.871, 0.004), ss: (0.899, 0.009)),
    LeftOutClass("Ankle Boot", 9, eu: (0.547, 0.004), ss: (0.525, 0.006)),
  ]

  public let isQuick: Bool
  public var options: ExperimentOptions

  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }

  public func claims(_ scores: TableScores) -> [Claim] {
    [
      gainClaim("all ten articles", Self.classes, scores),
      Self.winsClaim(
        Self.classes.map { scores.difference(metric, of: $0.names.row, minus: $0.names.other) }),
    ]
  }
}
