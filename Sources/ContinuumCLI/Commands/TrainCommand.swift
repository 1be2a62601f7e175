import ArgumentParser
import Continuum

/// `continuum train DATASET`.
struct TrainCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a model, or resume a run.",
    discussion: """
      The run is written to --run, by default \
      runs/<dataset>-<model>-<family>-labels<…>-seed<…> below the current folder, <dataset> being the \
      name of the file or folder of one's own data.

      --set watch=N writes a line on standard error and a row of watch.csv every N steps: gradient norms, \
      the KL divergence of each latent dimension, dead units, the loss of each head. A step whose loss is \
      not finite is saved with the run; continuum replay repeats it.
      """)

  @Argument(
    help: ArgumentHelp(
      """
      mnist, fashion-mnist, uci-har, small-norb, or the path of one's own data: an .npz, a .csv, a \
      folder of .npy files or of pictures.
      """, valueName: "data set"),
    transform: DatasetArgument.init)
  var dataset: DatasetArgument

  @Option(help: "The folder with the data (default: the run's own, else CONTINUUM_DATA).")
  var data: String?

  @OptionGroup(title: "Settings")
  var settings: SettingOptions

  @OptionGroup(title: "Run")
  var place: RunOptions

  @OptionGroup(title: "Plan")
  var plan: PlanOptions

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    let console = compute.console
    var request = TrainingRequest(dataset.choice)
    request.changes = try changes()
    request.data = try dataset.path(with: data)
    request.defaultData = environment.data
    request.cache = environment.cache
    request.directory = place.run
    request.opening = try place.opening()
    request.weights = place.weights
    if let form = plan.form {
      let summary = try PlanSummary(request, form, warn: Console.printWarning)
      return try console.print(summary, text: summary.text)
    }
    try Self.train(request, console)
  }

  /// Trains, shows how it proceeds, and prints the results.
  static func train(_ request: TrainingRequest, _ console: Console) throws {
    let display = ProgressDisplay(console)
    defer { display.clear() }
    let stop = StopSignal()
    var run = try TrainingRun(request, stop: stop, report: display.show)
    let result = try run.run(stop: stop, report: display.show)
    display.clear()
    if let failure = display.failure { throw failure }
    try console.print(result, text: text(result))
  }
}

extension TrainCommand {
  /// The settings that were given; `--set` comes last.
  private func changes() throws(RunError) -> [SettingChange] {
    var changes = try settings.given + compute.changes
    if let precision = precision.precision { changes.append(precision) }
    return changes + settings.changes
  }

  /// The figures at the end of a run as lines.
  private static func text(_ result: TrainingResult) -> String {
    guard result.test.heads != nil || result.betaVAE != nil else {
      return "\(ProgressDisplay.text(result.test)); saved in \(result.run)"
    }
    var lines = ["\(result.data), \(result.steps) steps:"]
    let samples = result.dataset == DatasetName.smallNORB.rawValue ? "pairs" : "rows"
    lines += result.losses.sorted { $0.key < $1.key }.map {
      "  loss, \($0.key): \(ProgressLine.number($0.value))"
    }
    lines += (result.test.heads ?? [:]).sorted { $0.key < $1.key }.map { name, head in
      "  \(name): accuracy \(ProgressLine.number(head.accuracy)), log-loss "
        + "\(ProgressLine.number(head.logLoss)) on \(result.test.samples) held-out \(samples)"
    }
    if let score = result.betaVAE { lines.append("  betaVAE score: \(score.percent), chance 25 %") }
    return (lines + ["saved in \(result.run)"]).joined(separator: "\n")
  }
}
