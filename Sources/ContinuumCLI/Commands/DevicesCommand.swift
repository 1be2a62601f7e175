import ArgumentParser
import Continuum

/// `continuum devices`: the devices, and which one `auto` chooses and why.
struct DevicesCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices", abstract: "List the devices, and which one auto chooses and why.")

  @Flag(help: "Print one JSON document on standard output and nothing else there.")
  var json = false

  func run(in environment: Environment) throws {
    let devices = try Devices.all().map(\.description)
    let choice = try Devices.choose(.auto, warn: Console.printWarning)
    let lines =
      (devices.isEmpty ? ["no OpenCL device"] : devices.map(\.description))
      + ["host (Swift, without OpenCL)", "auto \(choice.reason)"]
    try Console(isJSON: json).print(
      Document(devices: devices, auto: choice.reason, automaticDevice: choice.name),
      text: lines.joined(separator: "\n"))
  }

  private struct Document: Encodable {
    let devices: [DeviceDescription]
    /// Which device `auto` chooses, and why.
    let auto: String
    let automaticDevice: String
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
