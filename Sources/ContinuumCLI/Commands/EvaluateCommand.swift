import ArgumentParser
import Continuum

/// `continuum evaluate RUN`.
struct EvaluateCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Evaluate a run on the test split.")

  @OptionGroup
  var trained: TrainedRunOptions

  @Option(help: "The folder or file with the data (default: the one that the run was trained on).")
  var data: String?

  func run(in environment: Environment) throws {
    var evaluation = EvaluationRun(trained.folder)
    trained.configure(&evaluation, in: environment)
    evaluation.data = data
    try trained.compute.console.print(resultOf: evaluation.run, text: Self.text)
  }

  private static func text(_ result: EvaluationResult) -> String {
    let heads = (result.metrics.heads ?? [:]).sorted { $0.key < $1.key }.map { name, head in
      "\n  \(name): accuracy \(ProgressLine.number(head.accuracy)), log-loss "
        + ProgressLine.number(head.logLoss)
    }
    return "\(result.data), \(ProgressDisplay.text(result.metrics)), "
      + "\(result.metrics.samples) samples, checkpoint \(result.checkpoint) of step "
      + "\(result.step)" + heads.joined() + (result.remark.map { "\n\($0)" } ?? "")
  }
}
