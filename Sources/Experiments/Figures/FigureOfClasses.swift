import Datasets
import Files
import Models
import Reporting
public import Runs
import Training

/// What tells the paper's two figures of generated pictures apart.
public protocol FigureSubject: Sendable {
  /// `figure2` or `figure3`.
  static var name: String { get }
  static var dataset: DatasetName { get }
  /// The share of pictures in which the judge must see the asked class, at least.
  static var leastShare: Double { get }
}

/// Figures 2 and 3: pictures of every class in the styles that the semi-supervised model has learned
/// with all labels (section 3.1.4, section 3.2.4).
///
/// A row for each class, a column for each z: the decoder reads z ⊕ one-hot class (eq. 2), and the same
/// z down a column. The columns are quantiles of the prior: all pairs of the 10, 30, 50, 70 and 90 %
/// quantiles of the two dimensions. Whether class and style are apart is judged by a classifier that is
/// trained apart from the model: family `es`, model `cnn`, other seeds. The paper has no number.
public struct FigureOfClasses<Subject: FigureSubject>: PaperTable {
  public static var name: String { Subject.name }

  public var options: ExperimentOptions
  /// Passes of the judge over its labelled rows.
  public var judgeEpochs: Int
  /// The labelled rows of the judge.
  public var judgeLabels = RowCount.all
  /// Multiplies the judge's numbers of channels and hidden units.
  public var judgeWidth: Double

  /// One run of ten passes, judged by one of five; or `quick`: one of three passes, and a judge of three
  /// at a quarter of the width.
  public init(quick: Bool = false, directory: String? = nil) {
    options = ExperimentOptions(
      directory: directory ?? Self.directory(quick: quick), runs: 1, epochs: quick ? 3 : 10)
    judgeEpochs = quick ? 3 : 5
    judgeWidth = quick ? 0.25 : 1
  }

  public func run(
    stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> FigureOfClassesOutcome {
    try options.check()
    let judge = try judge(stop: stop, report)
    return try scoreAll(
      rows: ["the model"], report,
      score: { _, seed in try score(seed: seed, judge, stop: stop, report) },
      outcome: { FigureOfClassesOutcome(self, judge, $0[0]) })
  }

  /// The judge's seed: that of none of the runs, of which there are at most a thousand.
  private var judgeSeed: UInt64 { options.firstSeed &+ 1_000 }

  /// The folder of the judge's run.
  private var judgeFolder: String { "\(options.directory)/judge-seed\(judgeSeed)" }

  /// Trains the judge, or reads how good it is.
  private func judge(
    stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> FigureOfClassesOutcome.Judge {
    var options = options
    options.epochs = judgeEpochs
    report(.message("\(Self.name): the judge"))
    return try options.score(
      Subject.dataset, in: "judge", seed: judgeSeed,
      [
        Settings.Keys.model.change(to: .cnn), Settings.Keys.family.change(to: .es),
        Settings.Keys.labels.change(to: judgeLabels), Settings.Keys.width.change(to: judgeWidth),
      ],
      stop: stop, report,
      isCurrent: { (score: FigureOfClassesOutcome.Judge) in
        score.totals == options.totals && score.labels == "\(judgeLabels)"
          && score.width == judgeWidth
      },
      evaluate: { _, result in
        FigureOfClassesOutcome.Judge(
          accuracy: result.accuracy, labels: "\(judgeLabels)", width: judgeWidth,
          totals: options.totals, steps: result.steps)
      })
  }

  private func score(
    seed: UInt64, _ judge: FigureOfClassesOutcome.Judge, stop: StopSignal,
    _ report: (RunEvent) -> Void
  ) throws -> FigureOfClassesOutcome.Score {
    let suffix = seed == options.firstSeed ? "" : "-seed\(seed)"
    let picture = "\(options.directory)/\(Self.name)\(suffix).png"
    return try options.score(
      Subject.dataset, in: "ss", seed: seed,
      [Settings.Keys.family.change(to: .ss), Settings.Keys.labels.change(to: .all)],
      stop: stop, report,
      isCurrent: { (score: FigureOfClassesOutcome.Score) in
        score.totals == options.totals && score.judge == judge && FileKind.of(picture) == .file
      },
      evaluate: { run, result in
        let figure = try FigurePictures(run)
        try AtomicFile.write(figure.picture.png(description: result.data), to: picture)
        return FigureOfClassesOutcome.Score(
          seed: seed, accuracy: result.accuracy, classNames: run.dataset.classNames,
          seen: try figure.seen(
            by: judgeFolder, options, workingIn: run.directory.path, report),
          picture: picture, totals: options.totals, judge: judge, steps: result.steps)
      })
  }
}
