import ArgumentParser
import Basics
import Continuum
import Foundation

/// The `continuum` command: parses, calls the library, prints.
@main
struct ContinuumCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "continuum",
    abstract: "Variational autoencoders for every share of labels, trained through OpenCL.",
    version: Version.current,
    subcommands: [
      DevicesCommand.self, DataCommand.self, TrainCommand.self, ReplayCommand.self,
      EvaluateCommand.self, PredictCommand.self, ScoreCommand.self, FeedbackCommand.self,
      SuggestCommand.self, ReconstructCommand.self, SampleCommand.self, TraverseCommand.self,
      DisentangleCommand.self, ReportCommand.self, ReproduceCommand.self, BenchmarkCommand.self,
      TuneCommand.self, ModelCommand.self,
    ])

  static func main() {
    StandardStreams.open()
    // A reader that leaves, such as `head`, does not end the work: what is written to it gets lost.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      if let command = command as? any EnvironmentCommand {
        try command.run(in: prepareEnvironment())
      } else {
        try command.run()
      }
    } catch {
      leave(with: error)
    }
  }

  /// Reads the environment, and changes it where pocl could not keep its kernels: without a folder that
  /// it can write, pocl has no device. Drivers for CPUs start as many threads as the process may use cores.
  private static func prepareEnvironment() -> Environment {
    let variables = ProcessInfo.processInfo.environment
    let folders = CacheFolders(environment: variables)
    if let warning = folders.warning { Console.printWarning(warning) }
    if let folder = folders.pocl { setenv("POCL_CACHE_DIR", folder, 1) }
    let threads = AvailableCores.current().driverThreads(
      processors: ProcessInfo.processInfo.processorCount, given: variables)
    for (name, count) in threads { setenv(name, "\(count)", 1) }
    return Environment(variables, folders.directory)
  }

  /// Ends the process: help and the like on standard output, an error as one line on standard error.
  private static func leave(with thrown: any Error) -> Never {
    let error = SystemError(thrown) ?? thrown
    if let status = ExitStatus(error) {
      Console.printError(OptionAdvice.line(for: error))
      exit(withError: ExitCode(status.rawValue))
    }
    let code = exitCode(for: error)
    // Help and the version are errors to the parser too.
    if code.isSuccess { exit(withError: error) }
    let text = message(for: error)
    let sentence = text.hasSuffix(".") ? String(text.dropLast()) : text
    Console.printError(
      OptionValueError.line(in: text) ?? "\(sentence); continuum --help lists what there is")
    exit(withError: code)
  }
}
