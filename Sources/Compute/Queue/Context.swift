import Basics
internal import COpenCL

/// An OpenCL context for one device, with one in-order queue.
///
/// Commands execute in the order of their submission. Use a context from one thread at a time.
package final class Context {
  /// The device that the context runs on.
  package let device: Device
  /// Whether every launch is timed, which costs an event per launch.
  package let isProfiling: Bool
  /// The device's title in errors.
  var title: String { device.description.title }
  let handle: OpaquePointer
  let queue: OpaquePointer
  var timings: [Timing] = []
  /// Products that the matrix library has executed here, and its scratch memory, which they share
  /// because they execute one after another.
  var preparedProducts: Set<MatrixProductCall> = []
  var productScratch: Buffer?
  /// On a CPU device, whose threads sleep between launches.
  private let idlePrevention: IdlePrevention?
  /// The number of the flush that will submit the commands since the last one to the device.
  private(set) var nextSubmission = 1

  /// A context on `device`; throws `status` where the driver refuses it.
  ///
  /// - Parameter keepsCoresAwake: whether threads keep the cores of a CPU device from going idle between
  ///   two launches, where the process may use them all the time.
  package init(
    _ device: Device, profiling: Bool = false, keepsCoresAwake: Bool = true
  ) throws(ComputeError) {
    let title = device.description.title
    var status: cl_int = 0
    var deviceHandle: OpaquePointer? = device.handle
    var properties: [cl_context_properties] = [
      cl_context_properties(CL_CONTEXT_PLATFORM),
      cl_context_properties(bitPattern: device.platform),
      0,
    ]
    let context = try check(
      clCreateContext(&properties, 1, &deviceHandle, nil, nil, &status), status,
      "clCreateContext", on: title)
    let flags = profiling ? cl_command_queue_properties(CL_QUEUE_PROFILING_ENABLE) : 0
    // Deprecated since OpenCL 2.0, but drivers for 1.2 lack its successor.
    let queue = clCreateCommandQueue(context, device.handle, flags, &status)
    do {
      self.queue = try check(queue, status, "clCreateCommandQueue", on: title)
    } catch {
      clReleaseContext(context)
      throw error
    }
    self.handle = context
    self.device = device
    self.isProfiling = profiling
    let description = device.description
    let threads =
      keepsCoresAwake && description.kind == .cpu
      ? AvailableCores.current().idlePreventionThreads(computeUnits: description.computeUnits) : 0
    idlePrevention = threads > 0 ? IdlePrevention(threads) : nil
  }

  deinit {
    for timing in timings { timing.release() }
    clReleaseCommandQueue(queue)
    clReleaseContext(handle)
  }

  /// New, uninitialised device memory; throws `allocation` above the device's limit.
  package func makeBuffer(byteCount: Int) throws(ComputeError) -> Buffer {
    try Buffer(byteCount: byteCount, in: self)
  }

  /// Submits all commands so far to the device without waiting.
  package func flush() throws(ComputeError) {
    idlePrevention?.begin()
    nextSubmission += 1
    try check(clFlush(queue), "clFlush", on: title)
  }

  /// Waits until all commands so far are done.
  package func finish() throws(ComputeError) {
    defer { hasWaited() }
    try check(clFinish(queue), "clFinish", on: title)
  }

  /// Called when all commands so far are done.
  func hasWaited() { idlePrevention?.end() }
}
