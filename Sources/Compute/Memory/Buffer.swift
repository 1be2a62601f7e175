internal import COpenCL

/// A region of device memory, released with the last reference to it.
package final class Buffer {
  /// The requested size in bytes.
  package let byteCount: Int
  let handle: OpaquePointer

  /// - Parameter inHostMemory: requests host memory that the device accesses directly.
  init(byteCount: Int, in context: Context, inHostMemory: Bool = false) throws(ComputeError) {
    precondition(byteCount >= 0, "a buffer of \(byteCount) bytes was requested")
    let limit = context.device.description.maximumAllocationBytes
    let title = context.title
    guard byteCount <= limit else {
      throw .allocation(requested: byteCount, limit: limit, device: title)
    }
    var status: cl_int = 0
    // OpenCL has no empty buffers, but a plan without workspace may request one.
    let room = max(byteCount, 1)
    let flags = CL_MEM_READ_WRITE | (inHostMemory ? CL_MEM_ALLOC_HOST_PTR : 0)
    let created = clCreateBuffer(context.handle, cl_mem_flags(flags), room, nil, &status)
    self.handle = try check(
      created, status, "clCreateBuffer", describe(bytes: byteCount), on: title)
    self.byteCount = byteCount
  }

  deinit { clReleaseMemObject(handle) }

  /// Traps unless the buffer holds `byteCount` bytes from `byteOffset` on.
  func requireRange(_ byteOffset: Int, _ byteCount: Int, _ purpose: StaticString) {
    precondition(
      byteOffset >= 0 && byteCount >= 0 && byteOffset <= self.byteCount - byteCount,
      "\(purpose): bytes \(byteOffset) ..< \(byteOffset) + \(byteCount) are outside a buffer of "
        + "\(self.byteCount) bytes")
  }
}
