internal import COpenCL

/// Host memory that a driver moves data to and from without a copy of its own, mapped for its whole
/// life.
///
/// Transfers from ordinary memory go through a buffer of the driver, piece by piece, and a GPU's
/// driver may block until the last piece is on its way.
package final class StagingBuffer {
  /// The memory, not initialised.
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
      OpaquePointer(mapped), status, "clEnqueueMapBuffer", describe(bytes: byteCount))
    bytes = UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(start), count: byteCount)
    self.buffer = buffer
    self.context = context
  }

  deinit {
    clEnqueueUnmapMemObject(context.queue, buffer.handle, bytes.baseAddress, 0, nil, nil)
    // A transfer that nobody has waited for still reads or writes the memory.
    clFinish(context.queue)
  }
}
