import ArgumentParser
import Continuum
import Foundation

/// `continuum reproduce EXPERIMENT`.
struct ReproduceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce", abstract: "Repeat an experiment of the paper.",
    discussion: """
      table12: the betaVAE score for growing numbers of labels. An experiment that is interrupted goes \
      on where it stopped when the same command is given again.
      """)

  @Argument(help: "table12.")
  var experiment: String

  @Option(help: "The folder with the data (default: CONTINUUM_DATA, else a rendered stand-in).")
  var data: String?

  @Option(
    name: .customLong("run"),
    help: "The experiment's folder (default: experiments/ and its name).")
  var folder: String?

  @Option(help: "Runs of each row (default: 5, with --quick 3).")
  var runs: Int?

  @Option(help: "Steps of each run (default: 11880, with --quick 300).")
  var steps: Int?

  @Flag(help: "A smaller model, fewer steps and runs.")
  var quick = false

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Any setting of the runs, as key=value.", valueName: "key=value"))
  var assignments: [String] = []

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run() throws {
    let console = Console(isJSON: compute.json)
    guard experiment == "table12" else {
      throw RunError.usage(
        setting: "experiment", found: "'\(experiment)'", expected: "table12",
        advice: "correct the name")
    }
    var table = Table12(quick: quick, directory: folder)
    table.data = data
    table.environmentData = ProcessInfo.processInfo.environment["CONTINUUM_DATA"]
    table.runs = runs ?? table.runs
    table.steps = steps ?? table.steps
    table.device = compute.device
    table.changes = try assignments.map(Settings.assignment)
    let display = ProgressDisplay(console)
    defer { display.clear() }
    let result = try table.run(stop: StopSignal(), display.show)
    display.clear()
    try console.print(result, text: result.text)
  }
}
