import ArgumentParser
import Continuum

/// Options of every command that computes.
struct ComputeOptions: ParsableArguments {
  @Option(Settings.Keys.device, help: "auto, gpu, cpu, host or PLATFORM:DEVICE.")
  var device: String?

  @Option(Settings.Keys.seed, help: "The seed of everything that is drawn.")
  var seed: UInt64?

  @Flag(help: "Print one JSON document on standard output and nothing else there.")
  var json = false
}

/// The option of every command that runs a model.
struct PrecisionOption: ParsableArguments {
  @Option(
    changing: Settings.Keys.precision,
    help: """
      float32; tf32: tensor cores that round operands to 10 bits; or half: large tensors in 16 bits \
      of a GPU's memory (default: the run's, else float32).
      """)
  var precision: SettingChange?

  /// The precision that was given.
  func value() -> DeviceTraits.Precision? {
    guard let precision else { return nil }
    var settings = Settings(.mnist, data: "")
    precision(&settings)
    return settings.precision
  }
}

/// The model of a command that works without a run.
struct ModelOptions: ParsableArguments {
  @Option(Settings.Keys.model, help: "dense, cnn, rnn or norb (default: dense).")
  var model = ModelName.dense

  @Option(Settings.Keys.family, help: "ss, es or eu (default: ss).")
  var family = SemiSupervisedVAE.Family.ss

  @Option(Settings.Keys.batchSize, help: "Rows of a batch (default: 128 for dense, else 64).")
  var batchSize: Int?

  @Option(Settings.Keys.width, help: "Multiplies the numbers of hidden units and channels.")
  var width = 1.0
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
