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
    return try RunDirectory.Opening(resumes: resume, overwrites: overwrite)
  }
}

extension RunDirectory.Opening {
  /// What `--resume` and `--overwrite` ask for.
  ///
  /// - Throws: `RunError.usage` for both.
  init(resumes: Bool, overwrites: Bool) throws(RunError) {
    switch (resumes, overwrites) {
    case (false, false): self = .new
    case (true, false): self = .resume
    case (false, true): self = .overwrite
    case (true, true):
      throw .usage(
        setting: "run", found: "--resume and --overwrite", expected: "one of the two",
        advice: "--resume continues the run, --overwrite removes it")
    }
  }
}
