import ArgumentParser
import Continuum

/// `continuum model check FILE`: shapes, parameters and flops for data of a given shape.
struct ModelCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check an architecture, and print its shapes, parameters and flops.",
    discussion: """
      Parameters are numbers that are trained, statistics those of batch norm's moving averages, and \
      flops twice the multiply-adds of one sample's forward pass.
      """)

  @Argument(help: "The TOML file.")
  var file: String

  @OptionGroup
  var sample: SampleOptions

  @Flag(help: "Print one JSON document on standard output and nothing else there.")
  var json = false

  func run() throws {
    let form = try sample.form()
    let architecture = try Architecture(at: file)
    let report = try ArchitectureReport(architecture, for: form)
    try Console(isJSON: json).print(report, text: report.description)
  }
}
