import ArgumentParser
import Basics
import Continuum

/// `continuum devices`: the devices, and which one `auto` chooses and why.
struct DevicesCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract: "List the devices, which one auto chooses and why, and the cores that may be used.")

  @Flag(help: "Print one JSON document on standard output and nothing else there.")
  var json = false

  @Flag(
    help: """
      Compare what every device computes with the host, for each family of operations, also where that \
      is remembered. Status 69 where one of them computes wrongly.
      """)
  var check = false

  func run(in environment: Environment) throws {
    if check { return try printChecks() }
    let survey = try Devices.survey()
    for failure in survey.failures { Console.printWarning(failure.description) }
    let devices = survey.devices.map(\.description)
    let choice = try Devices.choose(.auto)
    let cores = AvailableCores.current()
    let lines =
      (devices.isEmpty ? ["no OpenCL device"] : devices.map(\.description))
      + survey.emptyPlatforms.map { "OpenCL platform '\($0)' has no device" }
      + ["host (Swift, without OpenCL), \(cores)", "auto \(choice.reason)"]
    try Console(isJSON: json).print(
      Document(devices: devices, auto: choice.reason, automaticDevice: choice.name, cores: cores),
      text: lines.joined(separator: "\n"))
  }

  private func printChecks() throws {
    let survey = try Devices.survey()
    for failure in survey.failures { Console.printWarning(failure.description) }
    let checked = try survey.devices.map { try CheckedDevice(checking: $0) }
    let lines = checked.flatMap { [$0.device.description] + $0.outcomes.map(Self.line) }
    try Console(isJSON: json).print(
      checked, text: (lines.isEmpty ? ["no OpenCL device"] : lines).joined(separator: "\n"))
    for fault in checked.compactMap(\.fault) { throw fault }
  }

  private static func line(_ outcome: SelfCheckOutcome) -> String {
    "  \(outcome.passes ? "right" : "WRONG")  \(outcome.subject): \(outcome.finding)"
  }

  private struct Document: Encodable {
    let devices: [DeviceDescription]
    /// Which device `auto` chooses, and why.
    let auto: String
    let automaticDevice: String
    /// What this process may use of the processor.
    let cores: AvailableCores
  }
}

extension DeviceChoice {
  /// The device as an argument of `--device`.
  fileprivate var name: String {
    switch self {
    case .openCL(let device, _):
      "\(device.description.platformIndex):\(device.description.deviceIndex)"
    case .host: "host"
    }
  }
}
