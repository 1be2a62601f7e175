import ArgumentParser

/// Options that every command has which computes.
struct ComputeOptions: ParsableArguments {
  @Option(help: "auto, gpu, cpu, host or PLATFORM:DEVICE.")
  var device: String?

  @Option(help: "The seed of everything that is drawn.")
  var seed: UInt64?

  @Flag(help: "Print one JSON document on standard output and nothing else there.")
  var json = false
}
