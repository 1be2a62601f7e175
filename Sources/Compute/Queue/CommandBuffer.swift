internal import COpenCL

/// Launches and copies that are recorded once and submitted any number of times by one call.
///
/// A recorded kernel must keep its arguments: pocl 3.1 reads them when the recording is submitted,
/// contrary to the specification. The queue is in order, and so are the commands recorded for it: none
/// needs a sync point. A recording must not be submitted again before its last execution has finished.
package final class CommandBuffer {
  private let handle: OpaquePointer
  private let functions: CommandBufferFunctions
  private let context: Context
  /// Kernels and buffers that the recorded commands use.
  private var kernels: [Kernel] = []
  private var buffers: [Buffer] = []

  /// An empty recording; throws `unsupported` where the device or its driver cannot record.
  package init(in context: Context) throws(ComputeError) {
    let functions = try CommandBufferFunctions(for: context.device)
    var queue: OpaquePointer? = context.queue
    var status: cl_int = 0
    handle = try check(
      functions.create(1, &queue, nil, &status), status, "clCreateCommandBufferKHR",
      on: context.title)
    self.functions = functions
    self.context = context
  }

  deinit {
    // A driver need not keep a recording that is still running.
    clFinish(context.queue)
    _ = functions.release(handle)
  }

  /// Adds a launch, with the parameters of `Context.enqueue`.
  package func record(
    _ kernel: Kernel, global: [Int], local: [Int], label: String
  ) throws(ComputeError) {
    Context.requireSizes(global, local, label)
    try check(
      functions.recordKernel(
        handle, nil, nil, kernel.handle, cl_uint(global.count), nil, global, local, 0, nil, nil,
        nil),
      "clCommandNDRangeKernelKHR", Context.launchDetail(kernel, global, local, label),
      on: context.title)
    kernels.append(kernel)
  }

  /// Adds a copy between two buffers.
  package func recordCopy(
    from source: Buffer, byteOffset: Int, to target: Buffer, byteCount: Int
  ) throws(ComputeError) {
    source.requireRange(byteOffset, byteCount, "recorded copy, source")
    target.requireRange(0, byteCount, "recorded copy, target")
    guard byteCount > 0 else { return }
    let status =
      switch functions.recordCopy {
      case .plain(let record):
        record(
          handle, nil, source.handle, target.handle, byteOffset, 0, byteCount, 0, nil, nil, nil)
      case .withProperties(let record):
        record(
          handle, nil, nil, source.handle, target.handle, byteOffset, 0, byteCount, 0, nil, nil,
          nil)
      }
    try check(
      status, "clCommandCopyBufferKHR", "\(byteCount) bytes from \(byteOffset)",
      on: context.title)
    buffers += [source, target]
  }

  /// Ends the recording; it can then be submitted.
  package func finalize() throws(ComputeError) {
    try check(functions.finalize(handle), "clFinalizeCommandBufferKHR", on: context.title)
  }

  /// Puts all recorded commands in the queue.
  package func enqueue() throws(ComputeError) {
    try check(
      functions.enqueue(0, nil, handle, 0, nil, nil), "clEnqueueCommandBufferKHR",
      on: context.title)
  }
}
