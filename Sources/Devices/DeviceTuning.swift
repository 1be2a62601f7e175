package import Compute
import Execution
package import Files
import Foundation
package import Graphs

/// The measured choices for a device: those shipped with the library, overridden by the user's own.
package struct DeviceTuning: Sendable {
  /// The class of the device, by which the library ships choices.
  package let deviceClass: String
  /// The file with the user's choices; nil without a cache folder.
  package let path: String?
  package let shipped: TuningRecord
  package var file: TuningFile

  /// Reads what there is for a device. A file that cannot be read is done without.
  ///
  /// - Parameters:
  ///   - directory: the folder with the user's records; nil for none.
  ///   - shipped: the library's choices, for tests; nil takes those of the device's class.
  ///   - warn: gets a line where the user's file cannot be read.
  /// - Throws: `FileError` of kind `badData` where the user's file is damaged.
  package init(
    for device: DeviceDescription, directory: String?, shipped: TuningRecord? = nil,
    warn: (String) -> Void = { _ in }
  ) throws(FileError) {
    deviceClass = Self.deviceClass(of: device)
    self.shipped = shipped ?? ShippedTuning.record(of: deviceClass)
    path = directory.map { "\($0)/\(Self.fileName(of: device))" }
    let saved = try path.map { path throws(FileError) in try Self.saved(at: path, warn) } ?? nil
    file =
      saved
      ?? TuningFile(
        device: device.name, driver: device.driverVersion, deviceClass: deviceClass)
  }

  private static func saved(
    at path: String, _ warn: (String) -> Void
  ) throws(FileError) -> TuningFile? {
    do throws(FileError) {
      return try TuningFile(at: path)
    } catch {
      guard error.kind != .badData else { throw error }
      warn("\(error); the tuning record is done without")
      return nil
    }
  }

  /// The choices that plans for the device are lowered with.
  package var record: TuningRecord { shipped.overridden(by: file.record) }

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

  /// The class of devices that share choices: family, vector lanes on a CPU, compute units, and local
  /// memory, which on a CPU is a cache.
  package static func deviceClass(of device: DeviceDescription) -> String {
    let traits = DeviceTraits(device)
    let lanes = traits.family == .cpu ? ", \(traits.vectorWidth) lanes" : ""
    return "\(traits.family.rawValue)\(lanes), \(traits.computeUnits) units, "
      + "\(traits.localMemoryBytes / 1024) KiB"
  }

  /// The file's name, from the names of device and driver: another version of the driver may compile
  /// differently.
  static func fileName(of device: DeviceDescription) -> String {
    let words = "\(device.name) \(device.computeUnits) units \(device.driverVersion)"
      .split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == ".")) }
    return words.joined(separator: "-").prefix(200) + ".json"
  }
}
