import ArgumentParser
import Continuum

/// `continuum replay RUN`.
struct ReplayCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Repeat the step of a run whose loss was not finite.",
    discussion: """
      The step begins with the weights, the optimiser's state, the rows and the seed that it had; nothing \
      is written. Status 70 and the message of the training where its loss is not finite again, 0 where it \
      is finite now, as may happen on another --device.
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String

  @Option(help: "The folder or file with the data (default: the one that the run was trained on).")
  var data: String?

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    var replay = ReplayRun(folder)
    replay.data = data
    replay.device = compute.device
    replay.seed = compute.seed
    replay.cache = environment.cache
    try compute.console.print(resultOf: replay.run, text: Self.text)
  }

  private static func text(_ result: ReplayResult) -> String {
    let losses = result.losses.sorted { $0.key < $1.key }.map {
      "\($0.key) \(ProgressLine.number(Double($0.value)))"
    }
    return "step \(result.step): the loss is finite now (\(losses.joined(separator: ", "))) on "
      + result.device
  }
}
