import ArgumentParser
import Continuum
import Foundation

/// `continuum train DATASET`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a model, or go on with a run.",
    discussion: """
      The run is written to --run, by default \
      runs/<dataset>-<model>-<family>-labels<…>-seed<…> below the current folder.
      """)

  @Argument(help: "small-norb, mnist, fashion-mnist or uci-har.")
  var dataset: String

  @Option(help: "The folder with the data (default: the run's own, else CONTINUUM_DATA).")
  var data: String?

  @OptionGroup(title: "Settings")
  var settings: SettingOptions

  @OptionGroup(title: "Run")
  var place: RunOptions

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  @Flag(help: "Print the training step's plan and its memory, and stop.")
  var printPlan = false

  func run() throws {
    let console = Console(isJSON: compute.json)
    var request = TrainingRequest(try DatasetName(argument: dataset, of: "data set"))
    request.changes = try settings.changes(
      device: compute.device, precision: precision.precision, seed: compute.seed)
    request.data = data
    request.environmentData = ProcessInfo.processInfo.environment["CONTINUUM_DATA"]
    request.directory = place.run
    request.opening = try place.opening()
    request.weights = place.weights
    if printPlan {
      let summary = try PlanSummary(request)
      return try console.print(summary, text: summary.text)
    }
    let display = ProgressDisplay(console)
    defer { display.clear() }
    let stop = StopSignal()
    var run = try TrainingRun(request, stop: stop, report: display.show)
    let result = try run.run(stop: stop, report: display.show)
    display.clear()
    if let failure = display.failure { throw failure }
    try console.print(result, text: Self.text(result))
  }
}

extension TrainCommand {
  /// The figures at the end of a run as lines.
  private static func text(_ result: TrainingResult) -> String {
    guard result.test.heads != nil || result.betaVAE != nil else {
      return "\(ProgressDisplay.text(result.test)); saved in \(result.run)"
    }
    var lines = ["\(result.data), \(result.steps) steps:"]
    lines += result.losses.sorted { $0.key < $1.key }.map {
      "  loss, \($0.key): \(ProgressLine.number($0.value))"
    }
    lines += (result.test.heads ?? [:]).sorted { $0.key < $1.key }.map { name, head in
      "  \(name): accuracy \(ProgressLine.number(head.accuracy)), log-loss "
        + "\(ProgressLine.number(head.logLoss)) on \(result.test.samples) held-out pairs"
    }
    if let score = result.betaVAE { lines.append("  betaVAE score: \(score.percent), chance 25 %") }
    return (lines + ["saved in \(result.run)"]).joined(separator: "\n")
  }
}

/// The settings of a run as options; those that are not given are not changed.
struct SettingOptions: ParsableArguments {
  @Option(help: "dense, cnn, rnn or norb (default: dense; small-norb: norb; uci-har: rnn).")
  var model: String?

  @Option(help: "ss, es or eu (default: ss).")
  var family: String?

  @Option(help: "How many training rows keep their labels: N, none or all (default: all).")
  var labels: String?

  @Option(
    help: "How many other training rows are used: N or all (default: all; small-norb: 38000).")
  var unlabelled: String?

  @Flag(help: "Give each class its share of the labels.")
  var stratified = false

  @Option(help: "Passes over the data in all (default: 10).")
  var epochs: String?

  @Option(help: "Steps in all, where that is fewer.")
  var maxSteps: String?

  @Option(help: "Rows of a batch (default: 128; small-norb: 64).")
  var batchSize: String?

  @Option(help: "The optimiser's step size (default: 5e-4; small-norb and uci-har: 1e-3).")
  var learningRate: String?

  @Option(help: "The seed that draws which rows keep their labels (default: 0).")
  var splitSeed: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Any setting, as key=value: \(Settings.keyNames.joined(separator: ", ")).",
      valueName: "key=value"))
  var assignments: [String] = []

  /// The settings that were given, by the key of `--set`; `--set` itself comes last.
  func changes(
    device: String?, precision: String?, seed: UInt64?
  ) throws -> [(key: String, value: String)] {
    let given: [(key: String, value: String?)] = [
      ("model", model), ("family", family), ("labels", labels), ("unlabelled", unlabelled),
      ("stratified", stratified ? "true" : nil), ("epochs", epochs), ("maxSteps", maxSteps),
      ("batchSize", batchSize), ("learningRate", learningRate), ("splitSeed", splitSeed),
      ("seed", seed.map { "\($0)" }), ("device", device), ("precision", precision),
    ]
    return given.compactMap { change in change.value.map { (change.key, $0) } }
      + (try assignments.map(Settings.assignment))
  }
}

/// Where a run is and how it begins.
struct RunOptions: ParsableArguments {
  @Option(help: "The run's folder.")
  var run: String?

  @Flag(help: "Go on with the run that is there.")
  var resume = false

  @Flag(help: "Remove the run that is there and begin anew.")
  var overwrite = false

  @Option(help: "Weights to begin with, a safetensors file.")
  var weights: String?

  func opening() throws(RunError) -> RunDirectory.Opening {
    switch (resume, overwrite) {
    case (false, false): return .new
    case (true, false): return .resume
    case (false, true): return .overwrite
    case (true, true):
      throw .usage(
        setting: "--resume", found: "--overwrite beside it", expected: "one of the two",
        advice: "--resume goes on with the run, --overwrite removes it")
    }
  }
}
