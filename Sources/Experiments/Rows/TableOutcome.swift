import Evaluation

/// The results of a table, along with the paper's.
public struct TableOutcome: PaperTableOutcome {
  /// One figure of a row.
  public struct Row: Sendable, Codable {
    public let name: String
    public let metric: String
    /// Over the runs; nil before the first is done.
    public let mean: Double?
    /// Nil before the second run, as the standard deviation.
    public let standardError: Double?
    public let standardDeviation: Double?
    /// The number of runs.
    public let n: Int
    /// Nil for what the paper does not report.
    public let paper: Double?
    /// Nil for a single run.
    public let paperStandardError: Double?
    /// Nil where the paper has no figure.
    public let reproduced: Verdict?
    /// `stronger baseline` where what others are compared with is better than in the paper.
    public let remark: String?
    /// The difference to the row's baseline, seed by seed; nil without one.
    public let difference: Difference?
    /// The steps of the runs; nil before the first is done.
    public let steps: Int?
    /// The data set, the model, the family, and the settings that differ from their defaults.
    public let settings: [String: String]
    /// Decimal places in the table.
    let digits: Int
  }

  /// The difference of two rows.
  public struct Difference: Sendable, Codable {
    /// The row that is subtracted.
    public let baseline: String
    public let mean: Double?
    public let standardError: Double?
    public let n: Int
    /// Nil where the paper does not report both.
    public let paper: Double?
  }

  public let experiment: String
  /// Whether there were fewer and shorter runs than in the paper.
  public let isQuick: Bool
  public let title: String
  /// What the data are; nil before the first run.
  public let data: String?
  /// What the differences are of.
  public let differences: String
  /// One for each row of the table and each of its figures.
  public let rows: [Row]
  public let claims: [Claim]

  /// - Parameter settings: of each row.
  package init(
    experiment: String, isQuick: Bool, title: String, differences: String, _ scores: TableScores,
    settings: [[String: String]], claims: [Claim]
  ) {
    self.experiment = experiment
    self.isQuick = isQuick
    self.title = title
    data = scores.data
    self.differences = differences
    self.claims = claims
    let baselines = Set(scores.rows.compactMap(\.baseline))
    rows = scores.rows.indices.flatMap { index in
      scores.rows[index].figures.map { figure in
        Row(
          scores, index, figure, settings[index],
          isBaseline: baselines.contains(scores.rows[index].name))
      }
    }
  }
}

extension TableOutcome.Row {
  fileprivate init(
    _ scores: TableScores, _ index: Int, _ figure: PaperFigure, _ settings: [String: String],
    isBaseline: Bool
  ) {
    let (row, metric) = (scores.rows[index], figure.metric)
    let summary = scores.summary(metric, of: row.name)
    name = row.name
    self.metric = metric.name
    mean = summary?.mean
    standardError = summary?.standardError
    standardDeviation = summary?.standardDeviation
    n = summary?.count ?? 0
    paper = figure.mean
    paperStandardError = figure.error
    let verdict = figure.mean.map { Verdict(summary, near: $0, error: figure.error) }
    reproduced = verdict
    let isBetter =
      if let mean = summary?.mean, let paper = figure.mean {
        metric.isBetterLarger ? mean > paper : mean < paper
      } else { false }
    remark = isBaseline && verdict == .no && isBetter ? "stronger baseline" : nil
    difference = row.baseline.flatMap { name in
      guard let other = scores.rows.first(where: { $0.name == name }) else { return nil }
      let difference = scores.difference(metric, of: row.name, minus: name)
      return TableOutcome.Difference(
        baseline: name, mean: difference?.mean, standardError: difference?.standardError,
        n: difference?.count ?? 0,
        paper: figure.mean.flatMap { mean in other.paper(metric).map { mean - $0 } })
    }
    steps = scores.scores[index].last?.steps
    self.settings = settings
    digits = metric.digits
  }
}
