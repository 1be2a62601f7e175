package import Compute
import Execution
package import Files
import Foundation
public import Graphs

/// The measured choices for a device: those shipped with the library, and the user's own over them.
public struct DeviceTuning: Sendable {
  /// The class of the device, by which the library ships choices.
  public let deviceClass: String
  /// The file with the user's choices; nil where no cache folder is known.
  public let path: String?
  package let shipped: TuningRecord
  package var file: TuningFile

  /// Reads what there is for a device.
  ///
  /// - Parameters:
  ///   - directory: where the users' records are kept; nil does without.
  ///   - shipped: the library's choices, for tests; nil takes those of the device's class.
  /// - Throws: `FileError` of kind `badData` where the user's file is damaged, `inputOutput`.
  package init(
    for device: DeviceDescription, directory: String?, shipped: TuningRecord? = nil
  ) throws(FileError) {
    deviceClass = Self.deviceClass(of: device)
    self.shipped = shipped ?? ShippedTuning.record(of: deviceClass)
    path = directory.map { "\($0)/\(Self.fileName(of: device))" }
    let saved = try path.map { path throws(FileError) in try TuningFile(at: path) } ?? nil
    file =
      saved
      ?? TuningFile(
        device: device.name, driver: device.driverVersion, deviceClass: deviceClass)
  }

  /// What plans for the device are lowered with.
  public var record: TuningRecord { shipped.overridden(by: file.record) }

  /// Keeps the choices for one operation, or its own rule where there are none.
  ///
  /// - Parameter implementation: what they were measured with.
  package mutating func set(
    _ key: String, to choices: [String: Int], implementation: String? = nil
  ) {
    // Only what differs from the library's choice has to be kept.
    let known = shipped.implementations[key]
    let isShipped =
      choices == shipped.entries[key] ?? [:] && (known == nil || known == implementation)
    file.entries[key] = isShipped ? nil : choices
    file.implementations[key] = implementation
  }

  /// Removes what the user's record has of an operation that has changed since.
  package mutating func forget(_ key: String) {
    file.entries[key] = nil
    file.implementations[key] = nil
    file.measurements[key] = nil
  }

  /// Writes the user's file, with its folder where that is missing.
  ///
  /// - Precondition: `path` is not nil.
  /// - Throws: `FileError` of kind `cannotCreate` or `inputOutput`.
  package func save() throws(FileError) {
    guard let path else { preconditionFailure("a tuning record without a file cannot be saved") }
    try Folder.create(Folder.containing(path))
    try file.write(to: path)
  }

  /// Where the users' records are kept: `$XDG_CACHE_HOME/continuum/tuning`, else
  /// `~/.cache/continuum/tuning`; nil where neither is known.
  public static var directory: String? {
    OpenedDevice.kernelDirectory.map {
      URL(fileURLWithPath: $0).deletingLastPathComponent().appendingPathComponent("tuning").path
    }
  }

  /// What devices have in common for which the same tiles are good: family, lanes of a vector on a
  /// CPU, units, and local memory, which on a CPU stands for a cache.
  package static func deviceClass(of device: DeviceDescription) -> String {
    let traits = DeviceTraits(device)
    let lanes = traits.family == .cpu ? ", \(traits.vectorWidth) lanes" : ""
    return "\(traits.family.rawValue)\(lanes), \(traits.computeUnits) units, "
      + "\(traits.localMemoryBytes / 1024) KiB"
  }

  /// A name for the file made of the names of device and driver, since another version of the driver
  /// may compile otherwise.
  static func fileName(of device: DeviceDescription) -> String {
    let words = "\(device.name) \(device.computeUnits) units \(device.driverVersion)"
      .split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".")) }
    return words.joined(separator: "-").prefix(200) + ".json"
  }
}

extension OpenedDevice {
  /// The measured choices for a device; nil on the host, which has none.
  ///
  /// - Throws: `FileError` of kind `badData` where the user's file is damaged, `inputOutput`.
  package static func tuning(of choice: DeviceChoice) throws(FileError) -> DeviceTuning? {
    switch choice {
    case .openCL(let device, _):
      try DeviceTuning(for: device.description, directory: DeviceTuning.directory)
    case .host: nil
    }
  }
}
