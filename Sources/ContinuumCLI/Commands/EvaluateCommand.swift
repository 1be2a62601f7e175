import ArgumentParser
import Continuum

/// `continuum evaluate RUN`.
struct EvaluateCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Evaluate a run on the test split.")

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String

  @Option(help: "The folder with the data (default: the one that the run was trained on).")
  var data: String?

  @Option(help: "The checkpoint; best is there if the run had a validationShare.")
  var checkpoint = CheckpointStore.Link.last

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    let console = Console(isJSON: compute.json)
    let display = ProgressDisplay(console)
    var evaluation = EvaluationRun(folder)
    evaluation.data = data
    evaluation.checkpoint = checkpoint
    evaluation.device = compute.device
    evaluation.cache = environment.cache
    evaluation.precision = precision.value()
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
