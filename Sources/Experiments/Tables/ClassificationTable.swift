public import Models
public import Runs
import Training

/// A table of accuracy and log-loss on test samples, by the semi-supervised model and by its encoder alone.
public protocol ClassificationTable: RowTable {
  static var dataset: DatasetName { get }
  /// How the runs of each family are trained where the paper does not say.
  static var settings: [SemiSupervisedVAE.Family: [String]] { get }
  static var paper: [ClassificationFigures] { get }
}

/// What the paper reports for the runs of a family and a model with some number of labels.
public struct ClassificationFigures: Sendable {
  public let family: SemiSupervisedVAE.Family
  public let model: ModelName
  public let labels: RowCount
  public let accuracy: PaperFigure
  public let logLoss: PaperFigure

  /// - Parameters:
  ///   - accuracy: mean and error; the error is nil for a single run.
  ///   - logLoss: the same in nats.
  public init(
    _ family: SemiSupervisedVAE.Family, _ model: ModelName, _ labels: RowCount,
    accuracy: (Double, Double?), logLoss: (Double, Double?)
  ) {
    self.family = family
    self.model = model
    self.labels = labels
    self.accuracy = PaperFigure(.accuracy, accuracy.0, accuracy.1)
    self.logLoss = PaperFigure(.logLoss, logLoss.0, logLoss.1)
  }
}

extension ClassificationTable {
  /// How `ss` is trained where the paper does not say: of what was tried, the setting that comes nearest
  /// to the paper both with 1,000 labels and with all.
  public static var settings: [SemiSupervisedVAE.Family: [String]] {
    [.ss: ["labelWeight=20", "piGradient=stopped", "epochRows=all", "batchSize=512"]]
  }

  /// The same for runs on 10,000 images, which need more than 20 steps a pass.
  static var smallSettings: [String] { ["batchSize=128"] }

  public var differences: String { "ss − es" }

  /// A claim for every figure of `ss`: its difference to `es`.
  public func claims(_ scores: TableScores) -> [Claim] { baselineClaims(scores) }

  /// The rows of both families for a model and a number of labels.
  ///
  /// - Parameters:
  ///   - rows: the labelled rows in words.
  ///   - paper: the number of labels in the paper.
  ///   - settings: of both families.
  ///   - isSmall: whether there are 10,000 images.
  ///   - epochs: passes over the data by family.
  func rows(
    _ model: ModelName, rows: String, paper labels: RowCount, _ settings: [String],
    isSmall: Bool = false, epochs: (SemiSupervisedVAE.Family) -> Int, runs: Int
  ) throws(RunError) -> [TableRow] {
    let families: [SemiSupervisedVAE.Family] = [.ss, .es]
    return try families.map { family throws(RunError) in
      let paper = Self.paper.first {
        ($0.family, $0.model, $0.labels) == (family, model, labels)
      }
      let run = try ExperimentRun(
        Self.dataset,
        ["model=\(model.rawValue)", "family=\(family.rawValue)"] + settings
          + (Self.settings[family] ?? []) + (isSmall ? Self.smallSettings : []),
        epochs: epochs(family))
      return TableRow(
        Self.rowName(family, model, rows), run, runs: runs,
        paper.map { [$0.accuracy, $0.logLoss] } ?? [PaperFigure(.accuracy), PaperFigure(.logLoss)],
        baseline: family == .ss ? Self.rowName(.es, model, rows) : nil)
    }
  }

  /// What a row is called.
  static func rowName(
    _ family: SemiSupervisedVAE.Family, _ model: ModelName, _ rows: String
  ) -> String { "\(family.rawValue) \(model.rawValue), \(rows)" }
}
