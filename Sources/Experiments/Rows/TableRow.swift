/// A row of a table: how its runs are trained, what is measured on them, and what the paper reports.
public struct TableRow: Sendable {
  /// Its name, which no other row of the table has.
  public let name: String
  public let run: ExperimentRun
  /// The number of runs with different seeds.
  public let runs: Int
  public let figures: [PaperFigure]
  /// The name of the row that this one is compared with, seed by seed.
  public let baseline: String?

  public init(
    _ name: String, _ run: ExperimentRun, runs: Int, _ figures: [PaperFigure],
    baseline: String? = nil
  ) {
    self.name = name
    self.run = run
    self.runs = runs
    self.figures = figures
    self.baseline = baseline
  }

  /// What the paper reports of a metric; nil where it reports nothing.
  func paper(_ metric: Metric) -> Double? { figures.first { $0.metric == metric }?.mean }
}

/// A figure of the paper.
///
/// The paper gives mean ± error and does not say which error. The errors are taken as standard errors of
/// the means.
public struct PaperFigure: Sendable, Hashable {
  public let metric: Metric
  /// Nil for what the paper does not report.
  public let mean: Double?
  /// Nil for a single run.
  public let error: Double?

  public init(_ metric: Metric, _ mean: Double? = nil, _ error: Double? = nil) {
    self.metric = metric
    self.mean = mean
    self.error = error
  }
}
