import ArgumentParser
import Continuum

/// `continuum model show NAME`: the TOML of one of the models with a name, and nothing else.
struct ModelShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a model that has a name as TOML, to start a file from.")

  @Argument(help: "dense, cnn, rnn, norb or resnext.")
  var name: String

  func run() throws {
    let model = try ModelName(argument: name, of: "NAME")
    // The console ends the last line itself.
    try Console(isJSON: false).print(String(model.architecture.toml.dropLast()))
  }
}

extension ModelName {
  /// Its layers.
  fileprivate var architecture: Architecture {
    switch self {
    case .dense: .dense
    case .cnn: .cnn
    case .rnn: .rnn
    case .norb: .norb()
    case .resnext: .resnext
    }
  }
}
