import ArgumentParser
import Continuum

/// Options that every command has which computes.
struct ComputeOptions: ParsableArguments {
  @Option(help: "auto, gpu, cpu, host or PLATFORM:DEVICE.")
  var device: String?

  @Option(help: "The seed of everything that is drawn.")
  var seed: UInt64?

  @Flag(help: "Print one JSON document on standard output and nothing else there.")
  var json = false
}

/// The option of every command that runs a model.
struct PrecisionOption: ParsableArguments {
  @Option(
    help: """
      float32; tf32: tensor cores that round operands to 10 bits; or half: large tensors in 16 bits \
      of a GPU's memory (default: the run's, else float32).
      """)
  var precision: String?

  /// The precision that was given.
  ///
  /// - Throws: `RunError.usage` for an unknown one.
  func value() throws(RunError) -> DeviceTraits.Precision? {
    try precision.map { value throws(RunError) in
      try DeviceTraits.Precision(argument: value, of: "precision")
    }
  }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
  /// Reads one of a few names from the command line.
  ///
  /// - Parameter setting: what it is the name of, for the message.
  /// - Throws: `RunError.usage` for an unknown one.
  init(argument: String, of setting: String) throws(RunError) {
    guard let known = Self(rawValue: argument) else {
      throw .usage(
        setting: setting, found: "'\(argument)'",
        expected: Self.allCases.map(\.rawValue).joined(separator: " or "),
        advice: "correct the name")
    }
    self = known
  }
}
