/// What the drivers of a machine have to offer, and which of them failed.
package struct DeviceSurvey<Found: Sendable>: Sendable {
  /// The usable devices, in the order of the platforms.
  package let devices: [Found]
  /// What was left out because its driver failed.
  package let failures: [DriverFailure]
  /// The names of the platforms that have no device.
  package let emptyPlatforms: [String]

  /// Asks platform by platform: one that fails keeps no other from being used, nor does one device of
  /// a platform.
  ///
  /// - Parameters:
  ///   - name: a platform's name.
  ///   - handles: the devices of a platform.
  ///   - describe: a device of the platform at a position; nil leaves it out without a word.
  package init<Platform, Handle>(
    _ platforms: [Platform],
    name: (Platform) throws(ComputeError) -> String,
    handles: (Platform) throws(ComputeError) -> [Handle],
    describe: (Handle, Platform, _ platformIndex: Int, _ deviceIndex: Int) throws(ComputeError)
      -> Found?
  ) {
    var (devices, failures, empty) = ([Found](), [DriverFailure](), [String]())
    for (platformIndex, platform) in platforms.enumerated() {
      func note(_ error: ComputeError, device: Int? = nil) {
        // A driver that cannot even tell its name is named by its position.
        let name = (try? name(platform)) ?? "number \(platformIndex)"
        failures.append(DriverFailure(platform: name, device: device, error: error))
      }
      do throws(ComputeError) {
        let handles = try handles(platform)
        if handles.isEmpty { empty.append(try name(platform)) }
        for (deviceIndex, handle) in handles.enumerated() {
          do throws(ComputeError) {
            let device = try describe(handle, platform, platformIndex, deviceIndex)
            if let device { devices.append(device) }
          } catch {
            note(error, device: deviceIndex)
          }
        }
      } catch {
        note(error)
      }
    }
    (self.devices, self.failures, emptyPlatforms) = (devices, failures, empty)
  }

  /// What else there is besides devices, a line for each platform that failed or has none.
  package var remarks: [String] {
    failures.map(\.description) + emptyPlatforms.map { "OpenCL platform '\($0)' has no device" }
  }

  /// No driver at all.
  package init() {
    (devices, failures, emptyPlatforms) = ([], [], [])
  }
}

/// A platform that is left out because its driver failed, or one device of it; `description` is one
/// line.
package struct DriverFailure: Sendable, Hashable, CustomStringConvertible {
  /// The platform's name.
  package let platform: String
  /// The position of the device on its platform; nil where the platform has none to offer.
  package let device: Int?
  package let error: ComputeError

  package init(platform: String, device: Int? = nil, error: ComputeError) {
    self.platform = platform
    self.device = device
    self.error = error
  }

  package var description: String {
    let which = device.map { "device \($0) of OpenCL platform" } ?? "OpenCL platform"
    return "\(which) '\(platform)' is left out: \(error)"
  }
}
