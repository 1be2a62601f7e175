internal import COpenCL
private import Synchronization

/// One OpenCL device that can run this library's kernels.
public final class Device: Sendable {
  /// What the device reports about itself.
  public let description: DeviceDescription
  // Root devices exist as long as the driver, and OpenCL calls on them are thread-safe.
  nonisolated(unsafe) let handle: OpaquePointer
  nonisolated(unsafe) let platform: OpaquePointer

  init(handle: OpaquePointer, platform: OpaquePointer, description: DeviceDescription) {
    self.handle = handle
    self.platform = platform
    self.description = description
  }
}

/// The device chosen for a request, with the reason in one line.
public enum DeviceChoice: Sendable {
  /// An OpenCL device.
  case openCL(Device, reason: String)
  /// Plain Swift on this processor.
  case host(reason: String)

  /// Which device was chosen and why.
  public var reason: String {
    switch self {
    case .openCL(_, let reason), .host(let reason): reason
    }
  }
}

/// The OpenCL devices of this machine.
public enum Devices {
  /// Some drivers initialise themselves at the first query and crash when two threads query at once.
  private static let turn = Mutex<Void>(())

  /// All usable devices: CPUs, GPUs and accelerators that are available and have a compiler.
  ///
  /// In the order of the platforms; empty without an OpenCL driver. What a driver that fails would offer
  /// is left out; `survey` names it. Throws `status` where the OpenCL loader fails.
  public static func all() throws(ComputeError) -> [Device] { try survey().devices }

  /// All usable devices, and the drivers that failed.
  ///
  /// Throws `status` where the OpenCL loader fails.
  package static func survey() throws(ComputeError) -> DeviceSurvey<Device> {
    try turn.withLock { _ throws(ComputeError) in
      DeviceSurvey(try platforms(), name: name, handles: handles, describe: describe)
    }
  }

  /// The device for `request` on this machine; `host` queries no driver at all.
  ///
  /// - Parameters:
  ///   - excluded: devices that are not chosen.
  ///   - warn: gets one line for each driver that failed and is left out.
  ///
  /// Throws `noDevice` where nothing matches the request, `status` where the OpenCL loader fails.
  package static func choose(
    _ request: DeviceRequest, excluding excluded: Set<DeviceDescription> = [],
    warn: (String) -> Void = { _ in }
  ) throws(ComputeError) -> DeviceChoice {
    let survey = request == .host ? DeviceSurvey() : try survey()
    for failure in survey.failures { warn(failure.description) }
    let devices = survey.devices.filter { !excluded.contains($0.description) }
    do throws(ComputeError) {
      switch try request.select(from: devices.map(\.description)) {
      case .device(let index, let reason): return .openCL(devices[index], reason: reason)
      case .host(let reason): return .host(reason: reason)
      }
    } catch .noDevice(let requested, let available, let advice) {
      throw .noDevice(
        requested: requested, available: available + survey.remarks, advice: advice)
    }
  }

  private static func name(of platform: OpaquePointer) throws(ComputeError) -> String {
    try queryText("clGetPlatformInfo") {
      clGetPlatformInfo(platform, cl_platform_info(CL_PLATFORM_NAME), $0, $1, $2)
    }
  }

  private static func describe(
    _ handle: OpaquePointer, of platform: OpaquePointer, platformIndex: Int, deviceIndex: Int
  ) throws(ComputeError) -> Device? {
    let query = DeviceQuery(device: handle, platform: platform)
    guard try query.isUsable(),
      let description = try query.description(
        platformIndex: platformIndex, deviceIndex: deviceIndex)
    else { return nil }
    return Device(handle: handle, platform: platform, description: description)
  }

  private static func platforms() throws(ComputeError) -> [OpaquePointer] {
    var count: cl_uint = 0
    let status = clGetPlatformIDs(0, nil, &count)
    // The loader reports with it that no driver is installed.
    if status == CL_PLATFORM_NOT_FOUND_KHR { return [] }
    try check(status, "clGetPlatformIDs")
    guard count > 0 else { return [] }
    var platforms = [OpaquePointer?](repeating: nil, count: Int(count))
    try check(clGetPlatformIDs(count, &platforms, nil), "clGetPlatformIDs")
    return platforms.compactMap { $0 }
  }

  private static func handles(of platform: OpaquePointer) throws(ComputeError) -> [OpaquePointer] {
    var count: cl_uint = 0
    let every = cl_device_type(CL_DEVICE_TYPE_ALL)
    let status = clGetDeviceIDs(platform, every, 0, nil, &count)
    if status == CL_DEVICE_NOT_FOUND { return [] }
    try check(status, "clGetDeviceIDs")
    guard count > 0 else { return [] }
    var handles = [OpaquePointer?](repeating: nil, count: Int(count))
    try check(clGetDeviceIDs(platform, every, count, &handles, nil), "clGetDeviceIDs")
    return handles.compactMap { $0 }
  }
}
