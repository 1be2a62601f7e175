import Datasets
import Models
public import Runs
import Training

/// Table 6: digits 7 and 9 as anomalies, for growing shares of labels.
///
/// An epoch is a pass over all images, labelled or not, so that every row has the same number of steps as
/// Table 5. The rows without labels are those of Table 5.
public struct Table6: RowTable {
  public static let name = "table6"
  public static let models: [ModelName] = [.dense]
  /// How the runs with labels are trained where the paper does not say.
  public static let settings = ["labelWeight=784", "piGradient=stopped"]

  /// A share of labels with the paper's figures.
  public struct Share: Sendable {
    public let percent: Int
    /// Mean and error of the area under the curve by digit.
    public let paper: [Int: (mean: Double, error: Double)]
  }

  /// The paper's figures with the errors that it gives.
  public static let shares = [
    Share(percent: 1, paper: [7: (0.751, 0.006), 9: (0.670, 0.004)]),
    Share(percent: 10, paper: [7: (0.736, 0.009), 9: (0.679, 0.003)]),
    Share(percent: 25, paper: [7: (0.744, 0.008), 9: (0.680, 0.004)]),
    Share(percent: 50, paper: [7: (0.752, 0.004), 9: (0.677, 0.004)]),
    Share(percent: 75, paper: [7: (0.744, 0.004), 9: (0.673, 0.004)]),
    Share(percent: 99, paper: [7: (0.745, 0.009), 9: (0.652, 0.004)]),
  ]

  public let isQuick: Bool
  public var options: ExperimentOptions
  public let differences = "ss − eu"

  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
  }

  public var title: String { "AUC of a digit as an anomaly by share of labels, L = \(draws)" }

  private var draws: Int { isQuick ? 4 : 16 }
  var metric: Metric { .areaUnderCurve(draws: draws) }

  /// The digits that are left out.
  static var digits: [LeftOutClass] { Table5.classes.filter { [7, 9].contains($0.index) } }

  /// The shares whose rows are filled in.
  var usedShares: [Share] {
    Self.shares.filter { !isQuick || [1, 25, 99].contains($0.percent) }
  }

  public func tableRows() throws -> [TableRow] {
    let labels = try Self.trainingLabels(options)
    let (epochs, runs) = (isQuick ? 4 : 10, isQuick ? 3 : 10)
    return try Self.digits.flatMap { digit in
      let normal = labels.count { Int($0) != digit.index }
      let unlabelled = try Table5.rows(of: digit, metric, epochs: epochs, runs: runs)[0]
      let others = try usedShares.map { share in
        let count = Self.count(share.percent, of: normal)
        let paper = share.paper[digit.index]
        return TableRow(
          Self.rowName(digit, share),
          try ExperimentRun(
            Table5.dataset,
            digit.settings(.ss) + ["labels=\(count)", "epochRows=all"] + Self.settings,
            epochs: epochs),
          runs: runs, [PaperFigure(metric, paper?.mean, paper?.error)], baseline: unlabelled.name)
      }
      return [unlabelled] + others
    }
  }

  static func rowName(_ digit: LeftOutClass, _ share: Share) -> String {
    "ss, \(digit.name) left out, \(share.percent) % labelled"
  }

  /// A share of the rows: at least one row, and not all.
  package static func count(_ percent: Int, of rows: Int) -> Int {
    min(max(1, (percent * rows + 50) / 100), rows - 1)
  }

  /// The labels of all training images.
  ///
  /// - Throws: `RunError.usage` where no folder is known, `DatasetError`.
  static func trainingLabels(_ options: ExperimentOptions) throws -> [Int32] {
    guard let folder = options.data ?? options.defaultData, !folder.isEmpty else {
      throw RunError.usage(
        setting: Settings.Keys.data.name, found: "no folder",
        expected: "the folder that holds mnist/, or that folder itself", advice: "name the folder")
    }
    return try Table5.dataset.load(at: folder).train.labels
  }
}
