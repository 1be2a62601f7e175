import ArgumentParser
import Continuum

/// `continuum evaluate RUN`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Evaluate a run on the test split.")

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String

  @Option(help: "The folder with the data (default: the one that the run was trained on).")
  var data: String?

  @Option(help: "last or best.")
  var checkpoint = "last"

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run() throws {
    let console = Console(isJSON: compute.json)
    let display = ProgressDisplay(console)
    var evaluation = EvaluationRun(folder)
    evaluation.data = data
    evaluation.checkpoint = try CheckpointStore.Link(argument: checkpoint)
    evaluation.device = compute.device
    evaluation.precision = try precision.value()
    let result = try evaluation.run(display.show)
    let heads = (result.metrics.heads ?? [:]).sorted { $0.key < $1.key }.map { name, head in
      "\n  \(name): accuracy \(ProgressLine.number(head.accuracy)), log-loss "
        + ProgressLine.number(head.logLoss)
    }
    try console.print(
      result,
      text: "\(result.data), \(ProgressDisplay.text(result.metrics)), "
        + "\(result.metrics.samples) samples, checkpoint \(result.checkpoint) of step "
        + "\(result.step)" + heads.joined())
  }
}

extension CheckpointStore.Link {
  /// Reads a checkpoint's name from the command line.
  ///
  /// - Throws: `RunError.usage`.
  init(argument: String) throws(RunError) {
    guard let link = Self(rawValue: argument) else {
      throw .usage(
        setting: "--checkpoint", found: "'\(argument)'", expected: "last or best",
        advice: "best is there where the run was trained with a validationShare")
    }
    self = link
  }
}
