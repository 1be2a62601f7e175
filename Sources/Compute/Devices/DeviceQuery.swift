internal import COpenCL

/// Reads what a driver reports about one device.
struct DeviceQuery {
  let device: OpaquePointer
  let platform: OpaquePointer

  /// Whether the device is available and has a compiler.
  func isUsable() throws(ComputeError) -> Bool {
    let available = try integer(CL_DEVICE_AVAILABLE, cl_bool(0))
    let compiler = try integer(CL_DEVICE_COMPILER_AVAILABLE, cl_bool(0))
    return available != 0 && compiler != 0
  }

  /// The whole description, or nil for a kind of device that executes no OpenCL C.
  func description(platformIndex: Int, deviceIndex: Int) throws(ComputeError) -> DeviceDescription?
  {
    let type = try integer(CL_DEVICE_TYPE, cl_device_type(0))
    guard let kind = Self.kind(of: cl_device_type(type)) else { return nil }
    return DeviceDescription(
      platformIndex: platformIndex, deviceIndex: deviceIndex,
      platformName: try platformText(CL_PLATFORM_NAME),
      platformVersion: try platformText(CL_PLATFORM_VERSION),
      name: try text(CL_DEVICE_NAME), vendor: try text(CL_DEVICE_VENDOR),
      driverVersion: try text(CL_DRIVER_VERSION), kind: kind,
      computeUnits: try integer(CL_DEVICE_MAX_COMPUTE_UNITS, cl_uint(0)),
      globalMemoryBytes: try integer(CL_DEVICE_GLOBAL_MEM_SIZE, cl_ulong(0)),
      localMemoryBytes: try integer(CL_DEVICE_LOCAL_MEM_SIZE, cl_ulong(0)),
      maximumAllocationBytes: try integer(CL_DEVICE_MAX_MEM_ALLOC_SIZE, cl_ulong(0)),
      maximumWorkGroupSize: try integer(CL_DEVICE_MAX_WORK_GROUP_SIZE, 0),
      maximumArgumentBytes: try integer(CL_DEVICE_MAX_PARAMETER_SIZE, 0),
      preferredVectorWidth: try integer(CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT, cl_uint(0)),
      clockMegahertz: try integer(CL_DEVICE_MAX_CLOCK_FREQUENCY, cl_uint(0)),
      extensions: Set(try text(CL_DEVICE_EXTENSIONS).split(separator: " ").map(String.init)))
  }

  private static func kind(of type: cl_device_type) -> DeviceKind? {
    if type & cl_device_type(CL_DEVICE_TYPE_GPU) != 0 { return .gpu }
    if type & cl_device_type(CL_DEVICE_TYPE_CPU) != 0 { return .cpu }
    if type & cl_device_type(CL_DEVICE_TYPE_ACCELERATOR) != 0 { return .accelerator }
    return nil
  }

  private func integer<Value: FixedWidthInteger>(
    _ name: Int32, _ zero: Value
  ) throws(ComputeError) -> Int {
    let device = self.device
    return try queryInteger(zero, "clGetDeviceInfo") {
      clGetDeviceInfo(device, cl_device_info(name), $0, $1, $2)
    }
  }

  private func text(_ name: Int32) throws(ComputeError) -> String {
    let device = self.device
    return try queryText("clGetDeviceInfo") {
      clGetDeviceInfo(device, cl_device_info(name), $0, $1, $2)
    }
  }

  private func platformText(_ name: Int32) throws(ComputeError) -> String {
    let platform = self.platform
    return try queryText("clGetPlatformInfo") {
      clGetPlatformInfo(platform, cl_platform_info(name), $0, $1, $2)
    }
  }
}

/// The common signature of OpenCL's `clGet…Info`: size of the memory, the memory, size of the answer.
typealias InformationCall = (
  Int, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int>?
) -> Int32

/// An integer answer of `Value`'s size, clamped to `Int`.
func queryInteger<Value: FixedWidthInteger>(
  _ zero: Value, _ call: StaticString, _ detail: String = "", _ body: InformationCall
) throws(ComputeError) -> Int {
  var value = zero
  try check(body(MemoryLayout<Value>.size, &value, nil), call, detail)
  return Int(clamping: value)
}

/// A text answer, without the closing zero byte and white space at its ends.
func queryText(
  _ call: StaticString, _ detail: String = "", _ body: InformationCall
) throws(ComputeError) -> String {
  var size = 0
  try check(body(0, nil, &size), call, detail)
  guard size > 0 else { return "" }
  var bytes = [UInt8](repeating: 0, count: size)
  try check(body(size, &bytes, nil), call, detail)
  let isPadding = { (byte: UInt8) in byte == 0 || byte == 0x20 || byte == 0x0A || byte == 0x0D }
  let end = bytes.lastIndex { !isPadding($0) }.map { $0 + 1 } ?? 0
  let start = bytes[..<end].firstIndex { !isPadding($0) } ?? end
  return String(decoding: bytes[start..<end], as: UTF8.self)
}
