import ArgumentParser
import Continuum

/// `continuum reproduce EXPERIMENT`.
struct ReproduceCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce", abstract: "Repeat an experiment of the paper.",
    discussion: """
      table10: UCI-HAR's classes for growing numbers of labels. table11: walking as an anomaly among \
      them. table12: the betaVAE score of Small-NORB for growing numbers of labels. figure2, figure3: \
      pictures of every class of MNIST, Fashion-MNIST in the styles that a model has learned. figure4: \
      examples of Fashion-MNIST. An experiment that is interrupted goes on where it stopped when the \
      same command is given again.
      """)

  @Argument(help: "table10, table11, table12, figure2, figure3 or figure4.")
  var experiment: String

  @Option(
    help: "The folder with the data (default: CONTINUUM_DATA; table12: else a rendered stand-in).")
  var data: String?

  @Option(
    name: .customLong("run"),
    help: "The experiment's folder (default: experiments/ and its name).")
  var folder: String?

  @Option(parsing: .unconditional, help: "Runs of each row (default: 5; with --quick fewer).")
  var runs: Int?

  @Option(
    Settings.Keys.epochs, help: "Passes over the data of each run (default: 15; with --quick 5).")
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: "Steps of each run, where that is fewer (table12: 11880, with --quick 300).")
  var steps: Int?

  @Flag(help: "Fewer runs, and shorter ones; table12: of a smaller model.")
  var quick = false

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Any setting of the runs, as key=value.", valueName: "key=value"),
    transform: SettingChange.argument)
  var changes: [SettingChange] = []

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    let tables: [any PaperTable.Type] = [
      Table10.self, Table11.self, Table12.self, Figure2.self, Figure3.self, Figure4.self,
    ]
    guard let table = tables.first(where: { $0.name == experiment }) else {
      throw RunError.usage(
        setting: "experiment", found: "'\(experiment)'",
        expected: tables.map { $0.name }.joined(separator: " or "), advice: "correct the name")
    }
    try reproduce(table, in: environment)
  }

  private func reproduce<Table: PaperTable>(
    _ type: Table.Type, in environment: Environment
  ) throws {
    var table = Table(quick: quick, directory: folder)
    table.options.data = data
    table.options.defaultData = environment.data
    table.options.cache = environment.cache
    table.options.runs = runs ?? table.options.runs
    table.options.epochs = epochs ?? table.options.epochs
    table.options.steps = steps ?? table.options.steps
    table.options.device = compute.device
    table.options.firstSeed = compute.seed ?? table.options.firstSeed
    table.options.changes = (precision.precision.map { [$0] } ?? []) + changes
    try compute.console.print(
      resultOf: { try table.run(stop: StopSignal(), $0) }, text: \.text)
  }
}
