import Compute
import Devices
import Execution
import Foundation
import Graphs

/// `environment.json`: what a run was begun with in addition to its settings.
struct EnvironmentRecord: Codable {
  /// The library's version.
  let version: String
  /// What the data are: `MNIST`, `Small-NORB`, or `rendered stand-in`, which is not Small-NORB.
  let data: String
  let operatingSystem: String
  /// The device's name.
  let device: String
  /// Why it was chosen.
  let deviceReason: String
  /// What heavy operations multiply in; nil in runs from before there was a choice.
  let precision: DeviceTraits.Precision?
  /// The driver's version; nil on the host.
  let driver: String?
  let platform: String?
  let seed: UInt64
  let splitSeed: UInt64
  /// Choices that were measured for the device; used again when the run is resumed.
  let tuning: TuningRecord

  init(
    _ settings: Settings, data: String, _ device: OpenedDevice, _ tuning: TuningRecord
  ) {
    version = Version.current
    self.data = data
    operatingSystem = ProcessInfo.processInfo.operatingSystemVersionString
    self.device = device.executor.deviceName
    deviceReason = device.choice.reason
    precision = device.executor.traits.precision
    if case .openCL(let chosen, _) = device.choice {
      driver = chosen.description.driverVersion
      platform = "\(chosen.description.platformName), \(chosen.description.platformVersion)"
    } else {
      driver = nil
      platform = nil
    }
    seed = settings.seed
    splitSeed = settings.splitSeed
    self.tuning = tuning
  }

  /// Whether a device is another one than that of the record; then its results are other bits.
  func isOfAnotherDevice(than opened: OpenedDevice) -> Bool {
    device != opened.executor.deviceName
  }

  private enum CodingKeys: String, CodingKey {
    case version, data, device, driver, platform, precision, seed, tuning
    case operatingSystem = "operating_system"
    case deviceReason = "device_reason"
    case splitSeed = "split_seed"
  }
}
