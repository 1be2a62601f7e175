import ArgumentParser

/// `continuum data`: the files of data sets.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Make or check the files of a data set.",
    subcommands: [MakeCommand.self, VerifyCommand.self])
}
