import ArgumentParser
import Continuum

/// `continuum model show NAME`: the TOML of one of the models with a name, and nothing else.
struct ModelShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a model that has a name as TOML, to start a file from.")

  @Argument(help: "dense, cnn, rnn, norb or resnext.")
  var name: String

  func run() throws {
    guard let architecture = try ModelName(argument: name, of: "NAME").architecture else {
      throw RunError.usage(
        setting: "NAME", found: name, expected: "dense, cnn, rnn or norb",
        advice: "its three networks are no architecture of a file; --model \(name) trains it")
    }
    // The console ends the last line itself.
    try Console(isJSON: false).print(String(architecture.toml.dropLast()))
  }
}

extension ModelName {
  /// The layers of the paper's table; nil for `m2`, which is more than one encoder and a decoder.
  fileprivate var architecture: Architecture? {
    switch self {
    case .dense: .dense
    case .cnn: .cnn
    case .rnn: .rnn
    case .norb: .norb()
    case .resnext: .resnext
    case .m2: nil
    }
  }
}
