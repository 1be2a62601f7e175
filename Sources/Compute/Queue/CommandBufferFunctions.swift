internal import COpenCL

/// The functions of `cl_khr_command_buffer`, looked up in the platform, because a loader need not export
/// them.
struct CommandBufferFunctions {
  typealias Properties = UnsafePointer<cl_ulong>
  typealias SyncPoints = UnsafePointer<cl_uint>
  typealias SyncPoint = UnsafeMutablePointer<cl_uint>
  typealias Handles = UnsafeMutablePointer<OpaquePointer?>

  typealias Create =
    @convention(c) (cl_uint, Handles?, Properties?, UnsafeMutablePointer<cl_int>?) ->
    OpaquePointer?
  typealias Change = @convention(c) (OpaquePointer?) -> cl_int
  typealias Enqueue =
    @convention(c) (cl_uint, Handles?, OpaquePointer?, cl_uint, Handles?, Handles?) -> cl_int
  typealias RecordKernel =
    @convention(c) (
      OpaquePointer?, OpaquePointer?, Properties?, OpaquePointer?, cl_uint,
      UnsafePointer<Int>?, UnsafePointer<Int>?, UnsafePointer<Int>?,
      cl_uint, SyncPoints?, SyncPoint?, Handles?
    ) -> cl_int
  /// Up to version 0.9.4.
  typealias RecordCopy =
    @convention(c) (
      OpaquePointer?, OpaquePointer?, OpaquePointer?, OpaquePointer?, Int, Int, Int,
      cl_uint, SyncPoints?, SyncPoint?, Handles?
    ) -> cl_int
  /// From version 0.9.5 on, with the command's properties.
  typealias RecordCopyWithProperties =
    @convention(c) (
      OpaquePointer?, OpaquePointer?, Properties?, OpaquePointer?, OpaquePointer?, Int, Int, Int,
      cl_uint, SyncPoints?, SyncPoint?, Handles?
    ) -> cl_int

  enum Copy {
    case plain(RecordCopy)
    case withProperties(RecordCopyWithProperties)
  }

  static let extensionName = "cl_khr_command_buffer"

  let create: Create
  let finalize: Change
  let release: Change
  let enqueue: Enqueue
  let recordKernel: RecordKernel
  let recordCopy: Copy

  /// Throws `unsupported` where the device cannot record for an ordinary in-order queue.
  init(for device: Device) throws(ComputeError) {
    guard device.description.extensions.contains(Self.extensionName) else {
      throw Self.unsupported(device, "it does not have the extension")
    }
    // Version 0.9.5 added a parameter; a call with the wrong signature would crash.
    guard let version = try Self.version(device) else {
      throw Self.unsupported(device, "it does not report the version of the extension")
    }
    let needed = try Self.requiredQueueProperties(device)
    guard needed == 0 else {
      throw Self.unsupported(device, "it requires a queue with properties \(needed)")
    }
    create = try Self.function("clCreateCommandBufferKHR", device, as: Create.self)
    finalize = try Self.function("clFinalizeCommandBufferKHR", device, as: Change.self)
    release = try Self.function("clReleaseCommandBufferKHR", device, as: Change.self)
    enqueue = try Self.function("clEnqueueCommandBufferKHR", device, as: Enqueue.self)
    recordKernel = try Self.function("clCommandNDRangeKernelKHR", device, as: RecordKernel.self)
    let copy = "clCommandCopyBufferKHR"
    recordCopy =
      version < Self.packed(0, 9, 5)
      ? .plain(try Self.function(copy, device, as: RecordCopy.self))
      : .withProperties(try Self.function(copy, device, as: RecordCopyWithProperties.self))
  }

  /// A version as OpenCL packs it: 10, 10 and 12 bits.
  private static func packed(_ major: UInt32, _ minor: UInt32, _ patch: UInt32) -> UInt32 {
    major << 22 | minor << 12 | patch
  }

  private static func function<Function>(
    _ name: String, _ device: Device, as type: Function.Type
  ) throws(ComputeError) -> Function {
    guard let address = clGetExtensionFunctionAddressForPlatform(device.platform, name) else {
      throw unsupported(device, "its platform has no \(name)")
    }
    return unsafeBitCast(address, to: type)
  }

  /// The extension's packed version; nil before OpenCL 3.0, which does not report it.
  private static func version(_ device: Device) throws(ComputeError) -> UInt32? {
    let name = cl_device_info(CL_DEVICE_EXTENSIONS_WITH_VERSION)
    var size = 0
    guard clGetDeviceInfo(device.handle, name, 0, nil, &size) == CL_SUCCESS else { return nil }
    let stride = MemoryLayout<cl_name_version>.stride
    var entries = [cl_name_version](repeating: cl_name_version(), count: size / stride)
    try check(
      clGetDeviceInfo(device.handle, name, entries.count * stride, &entries, nil),
      "clGetDeviceInfo", "versions of the extensions")
    return entries.first { entry in
      withUnsafeBytes(of: entry.name) { text in
        text.prefix { $0 != 0 }.elementsEqual(extensionName.utf8)
      }
    }?.version
  }

  private static func requiredQueueProperties(_ device: Device) throws(ComputeError) -> Int {
    try queryInteger(cl_command_queue_properties(0), "clGetDeviceInfo", extensionName) {
      clGetDeviceInfo(
        device.handle, cl_device_info(CL_DEVICE_COMMAND_BUFFER_REQUIRED_QUEUE_PROPERTIES_KHR), $0,
        $1, $2)
    }
  }

  private static func unsupported(_ device: Device, _ reason: String) -> ComputeError {
    .unsupported(feature: extensionName, device: device.description.name, reason: reason)
  }
}
