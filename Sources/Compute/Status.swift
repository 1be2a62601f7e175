internal import COpenCL

/// Throws `ComputeError.status` unless `status` is 0.
///
/// Every OpenCL and CLBlast status passes through here. `device` is the title of the device; empty where
/// the call is about no device.
func check(
  _ status: Int32, _ call: StaticString, _ detail: @autoclosure () -> String = "",
  on device: @autoclosure () -> String = ""
) throws(ComputeError) {
  guard status != 0 else { return }
  throw .status(
    call: "\(call)", codeName: statusName(status), code: status, device: device(),
    detail: detail())
}

/// The handle that a call returned with `status`, or an error with the call's name.
func check(
  _ handle: OpaquePointer?, _ status: Int32, _ call: StaticString,
  _ detail: @autoclosure () -> String = "", on device: @autoclosure () -> String = ""
) throws(ComputeError) -> OpaquePointer {
  try check(status, call, detail(), on: device())
  guard let handle else {
    throw .status(
      call: "\(call)", codeName: "no error code, but no handle", code: 0, device: device(),
      detail: detail())
  }
  return handle
}

/// What to do about a call that a device answered with `status`.
func statusAdvice(_ status: Int32) -> String {
  switch status {
  case CL_MEM_OBJECT_ALLOCATION_FAILURE, CL_OUT_OF_RESOURCES, CL_OUT_OF_HOST_MEMORY, CL_MAP_FAILURE,
    CL_INVALID_BUFFER_SIZE:
    "memory or another resource is short there: use a smaller batch or another device"
  // Drivers answer with an invalid queue, context or object when a device has been lost.
  case CL_DEVICE_NOT_AVAILABLE, CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST, CL_INVALID_CONTEXT,
    CL_INVALID_COMMAND_QUEUE, CL_INVALID_EVENT, -1121, -9999:
    "the device was lost or its driver failed: start again, or use another device"
  default: "use another device or driver"
  }
}

/// The name that the OpenCL or CLBlast headers give to a status.
func statusName(_ status: Int32) -> String {
  openCLStatusName(status) ?? extensionStatusName(status) ?? blasStatusName(status)
    ?? "unknown status"
}

private func openCLStatusName(_ status: Int32) -> String? {
  switch status {
  case 0: "CL_SUCCESS"
  case -1: "CL_DEVICE_NOT_FOUND"
  case -2: "CL_DEVICE_NOT_AVAILABLE"
  case -3: "CL_COMPILER_NOT_AVAILABLE"
  case -4: "CL_MEM_OBJECT_ALLOCATION_FAILURE"
  case -5: "CL_OUT_OF_RESOURCES"
  case -6: "CL_OUT_OF_HOST_MEMORY"
  case -7: "CL_PROFILING_INFO_NOT_AVAILABLE"
  case -8: "CL_MEM_COPY_OVERLAP"
  case -9: "CL_IMAGE_FORMAT_MISMATCH"
  case -10: "CL_IMAGE_FORMAT_NOT_SUPPORTED"
  case -11: "CL_BUILD_PROGRAM_FAILURE"
  case -12: "CL_MAP_FAILURE"
  case -13: "CL_MISALIGNED_SUB_BUFFER_OFFSET"
  case -14: "CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST"
  case -15: "CL_COMPILE_PROGRAM_FAILURE"
  case -16: "CL_LINKER_NOT_AVAILABLE"
  case -17: "CL_LINK_PROGRAM_FAILURE"
  case -18: "CL_DEVICE_PARTITION_FAILED"
  case -19: "CL_KERNEL_ARG_INFO_NOT_AVAILABLE"
  case -30: "CL_INVALID_VALUE"
  case -31: "CL_INVALID_DEVICE_TYPE"
  case -32: "CL_INVALID_PLATFORM"
  case -33: "CL_INVALID_DEVICE"
  case -34: "CL_INVALID_CONTEXT"
  case -35: "CL_INVALID_QUEUE_PROPERTIES"
  case -36: "CL_INVALID_COMMAND_QUEUE"
  case -37: "CL_INVALID_HOST_PTR"
  case -38: "CL_INVALID_MEM_OBJECT"
  case -39: "CL_INVALID_IMAGE_FORMAT_DESCRIPTOR"
  case -40: "CL_INVALID_IMAGE_SIZE"
  case -41: "CL_INVALID_SAMPLER"
  case -42: "CL_INVALID_BINARY"
  case -43: "CL_INVALID_BUILD_OPTIONS"
  case -44: "CL_INVALID_PROGRAM"
  case -45: "CL_INVALID_PROGRAM_EXECUTABLE"
  case -46: "CL_INVALID_KERNEL_NAME"
  case -47: "CL_INVALID_KERNEL_DEFINITION"
  case -48: "CL_INVALID_KERNEL"
  case -49: "CL_INVALID_ARG_INDEX"
  case -50: "CL_INVALID_ARG_VALUE"
  case -51: "CL_INVALID_ARG_SIZE"
  case -52: "CL_INVALID_KERNEL_ARGS"
  case -53: "CL_INVALID_WORK_DIMENSION"
  case -54: "CL_INVALID_WORK_GROUP_SIZE"
  case -55: "CL_INVALID_WORK_ITEM_SIZE"
  case -56: "CL_INVALID_GLOBAL_OFFSET"
  case -57: "CL_INVALID_EVENT_WAIT_LIST"
  case -58: "CL_INVALID_EVENT"
  case -59: "CL_INVALID_OPERATION"
  case -60: "CL_INVALID_GL_OBJECT"
  case -61: "CL_INVALID_BUFFER_SIZE"
  case -62: "CL_INVALID_MIP_LEVEL"
  case -63: "CL_INVALID_GLOBAL_WORK_SIZE"
  case -64: "CL_INVALID_PROPERTY"
  case -65: "CL_INVALID_IMAGE_DESCRIPTOR"
  case -66: "CL_INVALID_COMPILER_OPTIONS"
  case -67: "CL_INVALID_LINKER_OPTIONS"
  case -68: "CL_INVALID_DEVICE_PARTITION_COUNT"
  case -69: "CL_INVALID_PIPE_SIZE"
  case -70: "CL_INVALID_DEVICE_QUEUE"
  case -71: "CL_INVALID_SPEC_ID"
  case -72: "CL_MAX_SIZE_RESTRICTION_EXCEEDED"
  default: nil
  }
}

private func extensionStatusName(_ status: Int32) -> String? {
  switch status {
  case -1001: "CL_PLATFORM_NOT_FOUND_KHR"
  case -1057: "CL_DEVICE_PARTITION_FAILED_EXT"
  case -1058: "CL_INVALID_PARTITION_COUNT_EXT"
  case -1121: "CL_CONTEXT_TERMINATED_KHR"
  case -1138: "CL_INVALID_COMMAND_BUFFER_KHR"
  case -1139: "CL_INVALID_SYNC_POINT_WAIT_LIST_KHR"
  case -1140: "CL_INCOMPATIBLE_COMMAND_QUEUE_KHR"
  case -9999: "illegal read or write by a kernel (NVIDIA)"
  default: nil
  }
}

private func blasStatusName(_ status: Int32) -> String? {
  switch status {
  case -1007: "CLBlastInsufficientMemoryY"
  case -1008: "CLBlastInsufficientMemoryX"
  case -1009: "CLBlastInsufficientMemoryC"
  case -1010: "CLBlastInsufficientMemoryB"
  case -1011: "CLBlastInsufficientMemoryA"
  case -1012: "CLBlastInvalidIncrementY"
  case -1013: "CLBlastInvalidIncrementX"
  case -1014: "CLBlastInvalidLeadDimC"
  case -1015: "CLBlastInvalidLeadDimB"
  case -1016: "CLBlastInvalidLeadDimA"
  case -1017: "CLBlastInvalidDimension"
  case -1018: "CLBlastInvalidVectorY"
  case -1019: "CLBlastInvalidVectorX"
  case -1020: "CLBlastInvalidMatrixC"
  case -1021: "CLBlastInvalidMatrixB"
  case -1022: "CLBlastInvalidMatrixA"
  case -1024: "CLBlastNotImplemented"
  case -2039: "CLBlastUnexpectedError"
  case -2040: "CLBlastUnknownError"
  case -2041: "CLBlastDatabaseError"
  case -2042: "CLBlastInsufficientMemoryScalar"
  case -2043: "CLBlastInvalidVectorScalar"
  case -2044: "CLBlastNoDoublePrecision"
  case -2045: "CLBlastNoHalfPrecision"
  case -2046: "CLBlastInvalidLocalMemUsage"
  case -2047: "CLBlastMissingOverrideParameter"
  case -2048: "CLBlastInvalidOverrideKernel"
  case -2049: "CLBlastInvalidBatchCount"
  case -2050: "CLBlastInsufficientMemoryTemp"
  default: nil
  }
}
