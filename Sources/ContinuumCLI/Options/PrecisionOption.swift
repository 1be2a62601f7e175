import ArgumentParser
import Continuum

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
