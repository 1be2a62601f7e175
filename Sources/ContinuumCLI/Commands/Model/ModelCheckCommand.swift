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

  /// Bytes that an architecture file may have.
  private static let sizeLimit = 1 << 20

  @Argument(help: "The TOML file.")
  var file: String

  @OptionGroup
  var sample: SampleOptions

  @Flag(help: "Print one JSON document on standard output and nothing else there.")
  var json = false

  func run() throws {
    let form = try sample.form()
    let architecture = try Architecture(toml: try text(), path: file)
    let report = try ArchitectureReport(architecture, for: form)
    try Console(isJSON: json).print(report, text: report.description)
  }

  private func text() throws(FileError) -> String {
    let input = try InputFile(file)
    guard input.size <= Self.sizeLimit else {
      throw .badData(
        path: file, found: "\(input.size) bytes", expected: "at most \(Self.sizeLimit)",
        advice: "give the TOML file of an architecture")
    }
    guard let text = String(validating: try input.contents(), as: UTF8.self) else {
      throw .badData(
        path: file, found: "bytes that are not UTF-8", expected: "TOML",
        advice: "give the TOML file of an architecture")
    }
    return text
  }
}
