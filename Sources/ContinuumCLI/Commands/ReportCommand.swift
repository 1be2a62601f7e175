import ArgumentParser
import Continuum

/// `continuum report RUN|EXPERIMENT`.
struct ReportCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Write what a run or an experiment is as one page.",
    discussion: """
      The output is an HTML file that holds its plots and pictures and needs no other file. Of a run: \
      results, learning curves, latent map, pictures, confusion matrix, metrics and settings. Of a \
      folder of reproduce: the tables, plots and pictures of its experiments so far.
      """)

  @OptionGroup
  var trained: TrainedRunOptions

  @Option(help: "The file to write, .html.")
  var output: String

  @Option(
    help: "The folder with the data, for the latent map (default: the one of the run).")
  var data: String?

  func run(in environment: Environment) throws {
    try trained.compute.console.print(
      resultOf: { report in
        if let experiment = try ExperimentReport(trained.folder, output: output) {
          return try experiment.write()
        }
        var run = RunReport(trained.folder, output: output)
        trained.configure(&run, in: environment)
        run.data = data
        return try run.write(report)
      },
      text: { "\($0.output): \($0.subject), \($0.bytes) bytes" })
  }
}
