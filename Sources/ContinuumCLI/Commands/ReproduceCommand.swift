import ArgumentParser
import Continuum

/// `continuum reproduce EXPERIMENT`.
struct ReproduceCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "reproduce", abstract: "Repeat an experiment of the paper.",
    discussion: """
      table1: the paper's model beside Kingma's M2. table3, table7: MNIST and Fashion-MNIST with few \
      labels. table4, table8: with all labels. table5, table9: each class as an anomaly. table6: digits \
      7 and 9 as anomalies by share of labels. table10: UCI-HAR's classes by number of labels. table11: \
      walking as an anomaly among them. table12: the betaVAE score of Small-NORB by number of labels. \
      figure2, figure3: pictures of every class of MNIST, Fashion-MNIST in the styles that a model has \
      learned. figure4: examples of Fashion-MNIST. feedback: digits 1 and 7 as anomalies after feedback \
      on half of the test images. encoders: Fashion-MNIST with a larger encoder. suggest: MNIST with \
      labels that a model has asked for, against labels at random. all: one after the other. Experiments \
      share the runs that are the same. An experiment that is interrupted goes on where it stopped when \
      the same command is given again.
      """)

  /// The experiments in the order in which `all` runs them.
  private static let experiments: [any PaperTable.Type] = [
    Table1.self, Table3.self, Table4.self, Table5.self, Table6.self, Table7.self, Table8.self,
    Table9.self, Table10.self, Table11.self, Table12.self, Figure2.self, Figure3.self, Figure4.self,
    Feedback.self, Encoders.self, Suggest.self,
  ]
  private static let all = "all"

  @Argument(
    help: "table1, table3 to table12, figure2 to figure4, feedback, encoders, suggest, or all.")
  var experiment: String

  @Option(
    help: "The folder with the data (default: CONTINUUM_DATA; table12: else a rendered stand-in).")
  var data: String?

  @Option(
    name: .customLong("run"),
    help: "The folder of results and runs (default: \(ExperimentOptions.usualDirectory)).")
  var folder: String?

  @Option(
    parsing: .unconditional,
    help: """
      Runs of each row (default: as in the paper; tables 10 to 12, feedback: 5; encoders, suggest: 3; \
      figures: 1).
      """)
  var runs: Int?

  @Option(
    Settings.Keys.epochs,
    help: """
      Passes over the data of each run (default: as in the paper; tables 10 and 11: 15; figures: 10).
      """)
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: "Steps of each run, where that is fewer (table12: 11880, with --quick 300).")
  var steps: Int?

  @Option(
    help: "Only the rows of these models, as in dense,cnn.",
    transform: ListArgument.models)
  var models: [ModelName]?

  @Option(
    help: "Rows for these numbers of labels, as in 100,1000,all (tables 1, 3, 7, 10 and 12).",
    transform: ListArgument.labels)
  var labels: [RowCount]?

  @Flag(help: "Fewer runs, and shorter ones; also of fewer images or a smaller model.")
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
    guard experiment != Self.all else { return try reproduceAll(in: environment) }
    guard let type = Self.experiments.first(where: { $0.name == experiment }) else {
      let names = Self.experiments.map { $0.name } + [Self.all]
      throw RunError.usage(
        setting: "experiment", found: "'\(experiment)'", expected: names.joined(separator: " or "),
        advice: "correct the name")
    }
    try reproduce(type, in: environment)
  }

  private func reproduce(_ type: (some PaperTable).Type, in environment: Environment) throws {
    let table = prepared(type, in: environment)
    try compute.console.print(
      resultOf: { try table.run(stop: StopSignal(), $0) }, text: \.text)
  }

  /// Runs those experiments that have anything of the models and labels that were asked for, shows each
  /// result when it is there, and a line of each at the end.
  private func reproduceAll(in environment: Environment) throws {
    let tables = Self.experiments.map { prepared($0, in: environment) }.filter(\.isSelected)
    let stop = StopSignal()
    try compute.console.print(
      resultOf: { report in
        var results = ReproducedExperiments()
        for table in tables {
          let outcome: any PaperTableOutcome = try table.run(stop: stop, report)
          report(.message("\n\(outcome.text)\n"))
          results.append(outcome, named: type(of: table).name)
        }
        return results
      }, text: \.summary)
  }

  private func prepared<Table: PaperTable>(
    _ type: Table.Type, in environment: Environment
  ) -> Table {
    var table = Table(quick: quick, directory: folder)
    table.options.data = data
    table.options.defaultData = environment.data
    table.options.cache = environment.cache
    table.options.runs = runs
    table.options.epochs = epochs
    table.options.steps = steps
    table.options.models = models
    table.options.labels = labels
    table.options.device = compute.device
    table.options.firstSeed = compute.seed ?? table.options.firstSeed
    table.options.changes = (precision.precision.map { [$0] } ?? []) + changes
    return table
  }
}
