import Models
public import Runs

/// Table 1: the paper's model beside M2 of Kingma et al. 2014, on MNIST with 100 and 1,000 labels.
///
/// Both are trained on the same images, labelled or not, in batches of the same size, for the same number
/// of steps. The paper says of its model that it is simpler and about as accurate (section 1), and gives
/// no figures of M2.
public struct Table1: RowTable {
  public static let name = "table1"
  public static let models: [ModelName] = [.dense, .m2]
  public static let hasLabelCounts = true
  /// How the runs of both models are trained where the paper does not say: as those of Table 3, whose
  /// runs the paper's model shares. M2 does not read `piGradient`.
  public static let settings = Table3.settings[.ss] ?? []
  /// The largest difference of two accuracies that are similar.
  private static let limit = 0.02

  public let isQuick: Bool
  public var options: ExperimentOptions
  public let differences = "ss − m2"

  /// Ten runs of each row; or `quick`: one with 1,000 labels, of 4 passes.
  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }

  public var title: String {
    "the paper's model beside Kingma's M2; images per second are training steps, timed in turn"
  }

  private var counts: [RowCount] {
    options.labels ?? (isQuick ? [.count(1_000)] : [.count(100), .count(1_000)])
  }

  public func tableRows() throws -> [TableRow] {
    try counts.flatMap { count in
      try options.selected(Self.models).map { model in
        TableRow(
          Self.rowName(model, count),
          try ExperimentRun(
            .mnist,
            ["model=\(model.rawValue)", "family=ss", "labels=\(count)"] + Self.settings,
            epochs: isQuick ? 4 : 10),
          runs: isQuick ? 1 : 10,
          [
            PaperFigure(.accuracy), PaperFigure(.logLoss), PaperFigure(.parameters),
            PaperFigure(.imagesPerSecond),
          ], baseline: model == .dense ? Self.rowName(.m2, count) : nil)
      }
    }
  }

  private static func rowName(_ model: ModelName, _ labels: RowCount) -> String {
    model == .m2 ? "m2, \(labels) labels" : "ss \(model.rawValue), \(labels) labels"
  }

  /// For each number of labels: the accuracies are similar, and the paper's model is faster.
  public func claims(_ scores: TableScores) -> [Claim] {
    counts.flatMap { count -> [Claim] in
      let (own, other) = (Self.rowName(.dense, count), Self.rowName(.m2, count))
      guard scores.has(own, other) else { return [] }
      let difference = scores.difference(.accuracy, of: own, minus: other)
      let ratio = scores.ratio(.imagesPerSecond, of: own, over: other)
      return [
        Claim(
          "accuracy: \(own) − \(other), within \(Self.limit)", difference,
          Verdict(difference) { mean, standardError, _ in
            abs(mean) + 2 * standardError <= Self.limit
          }),
        Claim(
          "images_per_second: \(own) / \(other), above 1", ratio,
          Verdict(ratio) { mean, standardError, _ in mean - 1 > 2 * standardError }),
      ]
    }
  }
}
