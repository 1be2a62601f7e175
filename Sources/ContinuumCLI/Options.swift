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
      float32, or tf32: tensor cores that round operands to 10 bits (default: the run's, else \
      float32).
      """)
  var precision: String?

  /// The precision that was given.
  ///
  /// - Throws: `RunError.usage` for an unknown one.
  func value() throws(RunError) -> DeviceTraits.Precision? {
    guard let precision else { return nil }
    guard let known = DeviceTraits.Precision(rawValue: precision) else {
      throw .usage(
        setting: "precision", found: "'\(precision)'",
        expected: DeviceTraits.Precision.allCases.map(\.rawValue).joined(separator: " or "),
        advice: "correct the value")
    }
    return known
  }
}
