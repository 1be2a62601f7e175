public import Runs

/// Which images of MNIST to label next: 20 labels at random, then five times 20 more, by the entropy of π,
/// by the disagreement of reconstructions, or at random. Not in the paper.
///
/// Every run is trained from the beginning with the labels so far.
public struct Suggest: RowTable {
  public static let name = "suggest"
  public static let models: [ModelName] = [.dense]

  public let isQuick: Bool
  public var options: ExperimentOptions
  public let differences = "− at random"
  /// The labels of the first run.
  public var first = 20
  /// The labels that each round adds.
  public var step = 20
  public var rounds = 5

  /// Three runs of each row; or `quick`: shorter ones, with 10,000 images.
  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }

  public var title: String { "classification of test images by how the labelled ones were chosen" }

  /// L, the codes that are drawn for each image where reconstructions disagree.
  var draws: Int { isQuick ? 4 : 16 }

  var cases: [SuggestCase] {
    let start = SuggestCase(suggestion: .random, round: 0, labels: first)
    return [start]
      + (1...rounds).flatMap { round in
        Suggestion.allCases.map {
          SuggestCase(suggestion: $0, round: round, labels: first + round * step)
        }
      }
  }

  public func tableRows() throws -> [TableRow] {
    try cases.map { one in
      TableRow(
        one.name, try run(["labels=\(one.labels)"]), runs: 3,
        [PaperFigure(.accuracy), PaperFigure(.logLoss)],
        baseline: one.suggestion == .random ? nil : one.atRandom.name)
    }
  }

  /// A run of the experiment: as Table 3 trains `ss`.
  func run(_ settings: [String]) throws -> ExperimentRun {
    try ExperimentRun(
      .mnist,
      ["model=dense"] + (Table3.settings[.ss] ?? [])
        + (isQuick ? Table3.smallSettings + ["unlabelled=10000"] : []) + settings,
      epochs: isQuick ? 3 : 10)
  }

  /// Suggested labels help at the end, and on average over the rounds.
  public func claims(_ scores: TableScores) -> [Claim] {
    [Suggestion.entropy, .disagreement].flatMap { suggestion in
      let own = cases.filter { $0.suggestion == suggestion }
      let pairs = own.map { (row: $0.name, other: $0.atRandom.name) }
      let last = pairs.suffix(1)
      return [
        ("with \(first + rounds * step) labels", Array(last)), ("mean over the rounds", pairs),
      ].map { text, pairs in
        let gain = scores.meanDifference(.accuracy, pairs)
        return Claim(
          "accuracy: by \(suggestion.rawValue) − at random, \(text), above 0", gain,
          Verdict(gain, isPositive: true))
      }
    }
  }
}
