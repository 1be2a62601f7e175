internal import COpenCL

/// The completion of a command in the queue, for which the host can wait.
package final class Event {
  let handle: OpaquePointer
  /// The number of the flush that submits the command to the device.
  let submission: Int

  init(handle: OpaquePointer, submission: Int) {
    self.handle = handle
    self.submission = submission
  }

  deinit { clReleaseEvent(handle) }
}

extension Context {
  /// The completion of all commands so far.
  package func marker() throws(ComputeError) -> Event {
    Event(handle: try makeMarker(), submission: nextSubmission)
  }

  /// Waits until the event's command is done; later commands may still run.
  package func wait(for event: Event) throws(ComputeError) {
    var handle: OpaquePointer? = event.handle
    try check(clWaitForEvents(1, &handle), "clWaitForEvents", on: title)
    // Anything submitted since keeps the device busy.
    if event.submission + 1 >= nextSubmission { hasWaited() }
  }
}
