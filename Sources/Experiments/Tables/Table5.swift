public import Models
public import Runs

/// Table 5: each digit as an anomaly among the others. The paper's columns are EU, SS.
public struct Table5: LeftOutClassTable {
  public static let name = "table5"
  public static let dataset = DatasetName.mnist
  public static let settings: [SemiSupervisedVAE.Family: [String]] = [
    .ss: ["labelWeight=784", "piGradient=stopped"]
  ]
  public static let paperRuns = 10

  /// The paper's figures with the errors that it gives.
  public static let classes = [
    LeftOutClass("0", 0, eu: (0.949, 0.001), ss: (0.969, 0.001)),
    LeftOutClass("1", 1, eu: (0.47, 0.03), ss: (0.095, 0.006)),
    LeftOutClass("2", 2, eu: (0.9610, 0.0009), ss: (0.9719, 0.0004)),
    LeftOutClass("3", 3, eu: (0.848, 0.003), ss: (0.902, 0.002)),
    LeftOutClass("4", 4, eu: (0.708, 0.004), ss: (0.751, 0.003)),
    LeftOutClass("5", 5, eu: (0.860, 0.003), ss: (0.894, 0.001)),
    LeftOutClass("6", 6, eu: (0.9295, 0.0008), ss: (0.960, 0.002)),
    LeftOutClass("7", 7, eu: (0.669, 0.002), ss: (0.755, 0.005)),
    LeftOutClass("8", 8, eu: (0.891, 0.004), ss: (0.922, 0.002)),
    LeftOutClass("9", 9, eu: (0.62, 0.02), ss: (0.677, 0.005)),
  ]

  public let isQuick: Bool
  public var options: ExperimentOptions

  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }

  /// The mean gain without digit 1, digit 1 alone, and both together, which cancels the gain.
  public func claims(_ scores: TableScores) -> [Claim] {
    let others = Self.classes.filter { $0.index != 1 }
    let all = scores.meanDifference(metric, Self.classes.map(\.names))
    let (paper, error) = (Self.paperGain(Self.classes), Self.paperGainError)
    return [
      gainClaim("the nine digits but 1", others, scores),
      gainClaim("digit 1 alone", Self.classes.filter { $0.index == 1 }, scores),
      Claim(
        "auc: mean of ss − eu over all ten digits is the paper's "
          + "(\(MarkdownTable.signed(paper, digits: 3)) ± \(MarkdownTable.number(error, digits: 3)))",
        all, Verdict(all, near: paper, error: error)),
    ]
  }

  /// The error of the paper's mean gain over all digits, √(Σ errors²) / 10.
  private static var paperGainError: Double {
    let squares = classes.map { $0.eu.error * $0.eu.error + $0.ss.error * $0.ss.error }
    return squares.reduce(0, +).squareRoot() / Double(classes.count)
  }
}
