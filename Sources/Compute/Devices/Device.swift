internal import COpenCL
private import Synchronization

/// One OpenCL device that can run this library's kernels.
public final class Device: Sendable {
  /// What the device says of itself.
  public let description: DeviceDescription
  // Root devices live as long as the driver and OpenCL calls on them are thread-safe.
  nonisolated(unsafe) let handle: OpaquePointer
  nonisolated(unsafe) let platform: OpaquePointer

  init(handle: OpaquePointer, platform: OpaquePointer, description: DeviceDescription) {
    self.handle = handle
    self.platform = platform
    self.description = description
  }
}

/// The device that a request came to, with the reason in one line.
public enum DeviceChoice: Sendable {
  /// An OpenCL device.
  case openCL(Device, reason: String)
  /// Plain Swift on this processor.
  case host(reason: String)

  /// Which device was taken and why.
  public var reason: String {
    switch self {
    case .openCL(_, let reason), .host(let reason): reason
    }
  }
}

/// The OpenCL devices of this machine.
public enum Devices {
  /// Some drivers set themselves up at the first query and crash when two threads ask at once.
  private static let turn = Mutex<Void>(())

  /// All usable devices: CPUs, GPUs and accelerators that are available and have a compiler.
  ///
  /// The list is in the order of the platforms and empty where there is no OpenCL driver. Throws
  /// `status` where a driver fails.
  public static func all() throws(ComputeError) -> [Device] {
    try turn.withLock { _ throws(ComputeError) in try list() }
  }

  private static func list() throws(ComputeError) -> [Device] {
    var devices: [Device] = []
    for (platformIndex, platform) in try platforms().enumerated() {
      for (deviceIndex, handle) in try handles(of: platform).enumerated() {
        let query = DeviceQuery(device: handle, platform: platform)
        guard try query.isUsable(),
          let description = try query.description(
            platformIndex: platformIndex, deviceIndex: deviceIndex)
        else { continue }
        devices.append(Device(handle: handle, platform: platform, description: description))
      }
    }
    return devices
  }

  /// The device that `request` takes here; `host` asks no driver at all.
  ///
  /// Throws `noDevice` where nothing answers the request, `status` where a driver fails.
  public static func choose(_ request: DeviceRequest) throws(ComputeError) -> DeviceChoice {
    let devices = request == .host ? [] : try all()
    switch try request.select(from: devices.map(\.description)) {
    case .device(let index, let reason): return .openCL(devices[index], reason: reason)
    case .host(let reason): return .host(reason: reason)
    }
  }

  private static func platforms() throws(ComputeError) -> [OpaquePointer] {
    var count: cl_uint = 0
    let status = clGetPlatformIDs(0, nil, &count)
    // The loader's way of saying that no driver is installed.
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
