internal import COpenCL

/// A kernel with arguments of its own: make one per launch and bind it once.
///
/// OpenCL copies an argument when it is set. The kernel retains the buffers that it is bound to.
package final class Kernel {
  /// The kernel's name in the program.
  package let name: String
  let handle: OpaquePointer
  /// The title of the device, for errors.
  private let title: String
  private var buffers: [Int: Buffer] = [:]

  init(handle: OpaquePointer, name: String, on title: String) {
    self.handle = handle
    self.name = name
    self.title = title
  }

  deinit { clReleaseKernel(handle) }

  /// Binds a buffer to a `__global` pointer argument.
  package func set(argument index: Int, buffer: Buffer) throws(ComputeError) {
    var memory: OpaquePointer? = buffer.handle
    try set(index, MemoryLayout<OpaquePointer?>.size, &memory)
    buffers[index] = buffer
  }

  /// Sets a `ulong` argument.
  package func set(argument index: Int, uint64 value: UInt64) throws(ComputeError) {
    var value = value
    try set(index, MemoryLayout<UInt64>.size, &value)
  }

  /// Sets an `int` argument.
  package func set(argument index: Int, int32 value: Int32) throws(ComputeError) {
    var value = value
    try set(index, MemoryLayout<Int32>.size, &value)
  }

  /// Sets a `uint` argument.
  package func set(argument index: Int, uint32 value: UInt32) throws(ComputeError) {
    var value = value
    try set(index, MemoryLayout<UInt32>.size, &value)
  }

  /// Sets a `float` argument.
  package func set(argument index: Int, float value: Float) throws(ComputeError) {
    var value = value
    try set(index, MemoryLayout<Float>.size, &value)
  }

  /// Sets the size of a `__local` pointer argument in bytes.
  package func set(argument index: Int, localBytes: Int) throws(ComputeError) {
    try set(index, localBytes, nil)
  }

  private func set(
    _ index: Int, _ size: Int, _ value: UnsafeRawPointer?
  ) throws(ComputeError) {
    precondition(index >= 0, "kernel \(name): argument index \(index) is negative")
    try check(
      clSetKernelArg(handle, cl_uint(index), size, value), "clSetKernelArg",
      "kernel \(name), argument \(index), \(size) bytes", on: title)
  }
}
