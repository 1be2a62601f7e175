/// The kind of processor, as the driver reports it.
public enum DeviceKind: String, Sendable, Hashable, Codable, CaseIterable {
  case cpu
  case gpu
  case accelerator
}

/// What an OpenCL device reports about itself: a plain value, independent of the driver.
public struct DeviceDescription: Sendable, Hashable, Codable {
  /// The position of the platform among all platforms, as used in `PLATFORM:DEVICE`.
  public let platformIndex: Int
  /// The position of the device within its platform, as used in `PLATFORM:DEVICE`.
  public let deviceIndex: Int
  /// The platform's name, for instance "Portable Computing Language".
  public let platformName: String
  /// The platform's version line.
  public let platformVersion: String
  /// The device's name.
  public let name: String
  /// The device's vendor.
  public let vendor: String
  /// The driver's version.
  public let driverVersion: String
  /// CPU, GPU or accelerator.
  public let kind: DeviceKind
  /// Parallel compute units: cores of a CPU, multiprocessors of a GPU.
  public let computeUnits: Int
  /// Global memory in bytes.
  public let globalMemoryBytes: Int
  /// Local memory of one work-group in bytes.
  public let localMemoryBytes: Int
  /// The largest single buffer in bytes.
  public let maximumAllocationBytes: Int
  /// The largest number of work-items in one work-group.
  public let maximumWorkGroupSize: Int
  /// The largest size of all of a kernel's arguments in bytes.
  public let maximumArgumentBytes: Int
  /// The floats that one hardware vector holds (`CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT`).
  public let preferredVectorWidth: Int
  /// The highest clock frequency in MHz.
  public let clockMegahertz: Int
  /// The names of the extensions that the device offers.
  public let extensions: Set<String>

  /// The sizes default to those of a small device.
  package init(
    platformIndex: Int = 0, deviceIndex: Int = 0,
    platformName: String, platformVersion: String = "OpenCL 1.2",
    name: String, vendor: String = "", driverVersion: String = "",
    kind: DeviceKind, computeUnits: Int = 1,
    globalMemoryBytes: Int = 1 << 30, localMemoryBytes: Int = 32 << 10,
    maximumAllocationBytes: Int = 1 << 28, maximumWorkGroupSize: Int = 256,
    maximumArgumentBytes: Int = 1024,
    preferredVectorWidth: Int = 1, clockMegahertz: Int = 0, extensions: Set<String> = []
  ) {
    self.platformIndex = platformIndex
    self.deviceIndex = deviceIndex
    self.platformName = platformName
    self.platformVersion = platformVersion
    self.name = name
    self.vendor = vendor
    self.driverVersion = driverVersion
    self.kind = kind
    self.computeUnits = computeUnits
    self.globalMemoryBytes = globalMemoryBytes
    self.localMemoryBytes = localMemoryBytes
    self.maximumAllocationBytes = maximumAllocationBytes
    self.maximumWorkGroupSize = maximumWorkGroupSize
    self.maximumArgumentBytes = maximumArgumentBytes
    self.preferredVectorWidth = preferredVectorWidth
    self.clockMegahertz = clockMegahertz
    self.extensions = extensions
  }
}

extension DeviceDescription {
  /// Whether the platform is pocl, whose full name is "Portable Computing Language".
  public var isPocl: Bool { platformName == "Portable Computing Language" }

  /// The platform's common name: pocl for "Portable Computing Language".
  public var shortPlatformName: String { isPocl ? "pocl" : platformName }

  /// Device and platform, as messages name them.
  package var title: String { "\(name) through \(shortPlatformName)" }
}

extension DeviceDescription: CustomStringConvertible {
  /// One line: position, name, platform, kind, units, memory.
  public var description: String {
    let kindName = kind == .accelerator ? "accelerator" : kind.rawValue.uppercased()
    let units = computeUnits == 1 ? "1 unit" : "\(computeUnits) units"
    return "\(platformIndex):\(deviceIndex) \(name) (\(kindName) through \(shortPlatformName), "
      + "\(units), \(describe(bytes: globalMemoryBytes)))"
  }
}
