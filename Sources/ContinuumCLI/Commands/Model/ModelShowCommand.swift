import ArgumentParser
import Continuum

/// `continuum model show NAME`: the TOML of one of the paper's models, and nothing else.
struct ModelShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a model of the paper as TOML, to start a file from.")

  @Argument(help: "dense, cnn, rnn or norb.")
  var name: String

  func run() throws {
    let model = try ModelName(argument: name, of: "NAME")
    // The console ends the last line itself.
    try Console(isJSON: false).print(String(model.architecture.toml.dropLast()))
  }
}

extension ModelName {
  /// The layers of the paper's table.
  fileprivate var architecture: Architecture {
    switch self {
    case .dense: .dense
    case .cnn: .cnn
    case .rnn: .rnn
    case .norb: .norb()
    }
  }
}
