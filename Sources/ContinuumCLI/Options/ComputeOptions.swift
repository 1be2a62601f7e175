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

  /// The device and the seed as settings, where they were given.
  var changes: [SettingChange] {
    get throws(RunError) {
      [
        try seed.map { seed throws(RunError) in try Settings.Keys.seed.change(to: seed) },
        try device.map { device throws(RunError) in try Settings.Keys.device.change(to: device) },
      ].compactMap { $0 }
    }
  }

  /// Where the command's output goes.
  var console: Console { Console(isJSON: json) }
}
