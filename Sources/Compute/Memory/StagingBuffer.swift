internal import COpenCL

/// Pinned host memory, from and to which a driver transfers data without a copy of its own; it stays
/// mapped as long as it exists.
///
/// Transfers from ordinary memory go through a buffer of the driver, piece by piece, and a GPU's
/// driver may block until the last piece has been sent.
package final class StagingBuffer {
  /// The memory, uninitialised.
  package let bytes: UnsafeMutableRawBufferPointer
  private let buffer: Buffer
  private let context: Context

  /// Throws `allocation` above the device's limit.
  package init(byteCount: Int, in context: Context) throws(ComputeError) {
    let buffer = try Buffer(byteCount: max(byteCount, 1), in: context, inHostMemory: true)
    var status: cl_int = 0
    let mapped = clEnqueueMapBuffer(
      context.queue, buffer.handle, cl_bool(CL_TRUE), cl_map_flags(CL_MAP_READ | CL_MAP_WRITE), 0,
      buffer.byteCount, 0, nil, nil, &status)
    let start = try check(
      OpaquePointer(mapped), status, "clEnqueueMapBuffer", describe(bytes: byteCount),
      on: context.title)
    bytes = UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(start), count: byteCount)
    self.buffer = buffer
    self.context = context
  }

  deinit {
    clEnqueueUnmapMemObject(context.queue, buffer.handle, bytes.baseAddress, 0, nil, nil)
    // A transfer that nobody has waited for may still access the memory.
    clFinish(context.queue)
  }
}
