public import Runs

/// Table 12: the betaVAE score of Small-NORB's latent code for growing numbers of labels.
///
/// Every row is trained with the same settings for the same number of steps.
public struct Table12: RowTable {
  public static let name = "table12"
  public static let models: [ModelName] = [.norb]
  public static let hasLabelCounts = true

  /// A row: how many pairs are used, and what the paper reports for them.
  public struct Row: Sendable, Hashable {
    public let unlabelled: Int
    public let labelled: Int
    /// The paper's betaVAE score in percent; nil for a row that it does not have.
    public let paper: Double?
    /// The paper's ± in percent.
    public let paperError: Double?

    public init(unlabelled: Int, labelled: Int, paper: Double?, paperError: Double?) {
      self.unlabelled = unlabelled
      self.labelled = labelled
      self.paper = paper
      self.paperError = paperError
    }

    var name: String { "\(unlabelled) unlabelled, \(labelled) labelled" }
  }

  /// The six rows of the paper, in its order, with the errors that it gives.
  public static let paperRows = [
    Row(unlabelled: 38_000, labelled: 0, paper: 82, paperError: 0.7),
    Row(unlabelled: 38_000, labelled: 100, paper: 76, paperError: 1.6),
    Row(unlabelled: 38_000, labelled: 300, paper: 83, paperError: 1.8),
    Row(unlabelled: 38_000, labelled: 1_000, paper: 92, paperError: 0.6),
    Row(unlabelled: 38_000, labelled: 3_000, paper: 95, paperError: 0.6),
    Row(unlabelled: 0, labelled: 1_000, paper: 87, paperError: 0.8),
  ]

  public let isQuick: Bool
  public var options: ExperimentOptions
  public let differences = "− without labels"
  /// The rows to fill in, where the options do not ask for some numbers of labels.
  public var rows = Table12.paperRows
  /// Multiplies the model's numbers of channels and hidden units.
  public var width: Double

  /// The experiment as the paper has it: ten epochs over the unlabelled pairs, and five runs of each
  /// row; or `quick`: a quarter of the width, 300 steps of 64 pairs, three runs, held-out pairs only.
  public init(quick: Bool = false, directory: String? = nil) {
    isQuick = quick
    options = ExperimentOptions(directory: directory)
    width = quick ? 0.25 : 1
  }

  private var encoded: Metric.Encoded { isQuick ? .heldOut : .all }
  private var metric: Metric { .betaVAE(encoded, .plain) }

  public var title: String {
    "betaVAE score in percent, width \(width), \(isQuick ? "held-out" : "all") pairs encoded"
  }

  public func tableRows() throws -> [TableRow] {
    let usual = isQuick ? 300 : 11_880
    return try usedRows.map { row in
      TableRow(
        row.name,
        try ExperimentRun(
          .smallNORB,
          ["labels=\(row.labelled)", "unlabelled=\(row.unlabelled)", "width=\(width)"],
          // An epoch has at least one step, so that the steps decide in every row.
          epochs: options.steps ?? usual, steps: usual),
        runs: isQuick ? 3 : 5,
        [
          PaperFigure(metric, row.paper, row.paperError),
          PaperFigure(.betaVAE(encoded, .unpenalised)),
        ] + (row.labelled == 0 ? [] : [PaperFigure(.accuracy)]),
        baseline: row.labelled == 0 ? nil : unlabelledRow?.name)
    }
  }

  /// The rows that the options ask for: the paper's of these numbers of labels, else new ones.
  private var usedRows: [Row] {
    guard let labels = options.labels else { return rows }
    return labels.flatMap { count in
      // All labels leave no unlabelled pairs.
      guard case .count(let labelled) = count else { return [Row]() }
      let known = rows.filter { $0.labelled == labelled }
      return known.isEmpty
        ? [Row(unlabelled: 38_000, labelled: labelled, paper: nil, paperError: nil)] : known
    }
  }

  private var unlabelledRow: Row? { usedRows.first { $0.labelled == 0 } }

  /// The fall at 100 labels, the rise after, and what unlabelled pairs add to 1,000 labels.
  public func claims(_ scores: TableScores) -> [Claim] {
    let rows = usedRows
    func row(_ unlabelled: Int, _ labelled: Int) -> Row? {
      rows.first { $0.unlabelled == unlabelled && $0.labelled == labelled }
    }
    let without = row(38_000, 0)
    let pairs = [
      (row(38_000, 100), without), (row(38_000, 1_000), without), (row(38_000, 3_000), without),
      (row(38_000, 1_000), row(0, 1_000)),
    ]
    return pairs.compactMap { row, other in
      guard let row, let other, let mean = row.paper, let base = other.paper else { return nil }
      return Claim(
        "\(metric.name): \(row.name) − \(other.name)",
        scores.difference(metric, of: row.name, minus: other.name), paper: mean - base, digits: 0)
    }
  }
}
