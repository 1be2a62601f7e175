import ArgumentParser

/// `continuum model`: architectures, without data and without a device.
struct ModelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Print an architecture of the paper or check one's own.",
    subcommands: [ModelShowCommand.self, ModelCheckCommand.self])
}
