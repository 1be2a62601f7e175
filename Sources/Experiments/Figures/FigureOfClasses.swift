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
  public static var models: [ModelName] { [.dense] }

  public let isQuick: Bool
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
    isQuick = quick
    options = ExperimentOptions(directory: directory)
    judgeEpochs = quick ? 3 : 5
    judgeWidth = quick ? 0.25 : 1
  }

  public func run(
    stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> FigureOfClassesOutcome {
    try check()
    let run = try ExperimentRun(
      Subject.dataset, ["model=dense", "family=ss", "labels=all"], epochs: isQuick ? 3 : 10)
    let settings = try options.settings(of: options.request(run, seed: options.firstSeed)).texts
    let judge = try judge(stop: stop, report)
    var scores: [FigureOfClassesOutcome.Score] = []
    var pictures: [String] = []
    var outcome: FigureOfClassesOutcome {
      FigureOfClassesOutcome(self, settings, judge, scores, pictures: pictures)
    }
    let runs = options.runs ?? 1
    for index in 0..<runs {
      let seed = options.firstSeed &+ UInt64(index)
      report(.message("\(Self.name): the model, seed \(seed), run \(index + 1) of \(runs)"))
      scores.append(try score(run, seed: seed, judge, stop: stop, report))
      pictures.append(try savePicture(of: run, seed: seed))
      try options.save(outcome, of: resultName)
    }
    return outcome
  }

  /// The judge's seed: that of none of the runs, of which there are at most a thousand.
  private var judgeSeed: UInt64 { options.firstSeed &+ 1_000 }

  private func judgeRun() throws(RunError) -> ExperimentRun {
    try ExperimentRun(
      Subject.dataset,
      ["model=cnn", "family=es", "labels=\(judgeLabels)", "width=\(judgeWidth)"],
      epochs: judgeEpochs)
  }

  /// Those of the judge's run: its passes are its own.
  private var judgeOptions: ExperimentOptions {
    var options = options
    options.epochs = nil
    return options
  }

  /// Trains the judge, or reads how good it is.
  private func judge(
    stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> FigureOfClassesOutcome.Judge {
    report(.message("\(Self.name): the judge"))
    return try judgeOptions.score(
      judgeRun(), seed: judgeSeed, in: "judge.json", stop: stop, report,
      isCurrent: { (_: FigureOfClassesOutcome.Judge) in true },
      evaluate: { training, result, _ in
        FigureOfClassesOutcome.Judge(
          accuracy: result.accuracy, labels: "\(training.settings.labels)",
          width: training.settings.width, steps: result.steps)
      })
  }

  private func score(
    _ run: ExperimentRun, seed: UInt64, _ judge: FigureOfClassesOutcome.Judge, stop: StopSignal,
    _ report: (RunEvent) -> Void
  ) throws -> FigureOfClassesOutcome.Score {
    let picture = try pictureOfRun(run, seed: seed)
    return try options.score(
      run, seed: seed, in: "\(Self.name).json", stop: stop, report,
      isCurrent: { (saved: FigureOfClassesOutcome.Score) in
        saved.judge == judge && FileKind.of(picture) == .file
      },
      evaluate: { training, result, _ in
        let figure = try FigurePictures(training)
        try AtomicFile.write(figure.picture.png(description: result.data), to: picture)
        return FigureOfClassesOutcome.Score(
          seed: seed, accuracy: result.accuracy, classNames: training.dataset.classNames,
          seen: try figure.seen(
            by: judgeOptions.folder(judgeRun(), seed: judgeSeed), options,
            workingIn: training.directory.path, report),
          judge: judge, steps: result.steps)
      })
  }

  /// The picture in the folder of a run.
  private func pictureOfRun(_ run: ExperimentRun, seed: UInt64) throws -> String {
    "\(try options.folder(run, seed: seed))/\(Self.name).png"
  }

  /// Copies the picture of a run to the results, where runs with other settings may have left theirs.
  private func savePicture(of run: ExperimentRun, seed: UInt64) throws -> String {
    let suffix = seed == options.firstSeed ? "" : "-seed\(seed)"
    let path = "\(options.directory)/\(resultName)\(suffix).png"
    try AtomicFile.write(InputFile(pictureOfRun(run, seed: seed)).contents(), to: path)
    return path
  }
}
