import ArgumentParser
import Continuum

/// The run's folder, and what to do with a run that is there.
struct RunOptions: ParsableArguments {
  @Option(help: "The run's folder.")
  var run: String?

  @Flag(help: "Continue the run that is there.")
  var resume = false

  @Flag(help: "Remove the run that is there and begin anew.")
  var overwrite = false

  @Option(help: "Initial weights, a safetensors file.")
  var weights: String?

  func opening() throws(RunError) -> RunDirectory.Opening {
    if run == "" {
      throw .usage(
        setting: "run", found: "''", expected: "a folder",
        advice: "name it, or leave the option out for a folder below runs/")
    }
    switch (resume, overwrite) {
    case (false, false): return .new
    case (true, false): return .resume
    case (false, true): return .overwrite
    case (true, true):
      throw .usage(
        setting: "run", found: "--resume and --overwrite", expected: "one of the two",
        advice: "--resume continues the run, --overwrite removes it")
    }
  }
}
