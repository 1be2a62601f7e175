internal import COpenCL

/// The time that one launch took on the device.
package struct ProfileEntry: Sendable, Hashable {
  /// The label that the launch was given.
  package let label: String
  /// Device time from start to end in nanoseconds.
  package let nanoseconds: Int
}

/// The events of one labelled launch or product, owned until `release`.
struct Timing {
  let label: String
  private let first: OpaquePointer
  private let last: OpaquePointer
  private let startsAtEndOfFirst: Bool

  /// The time of one command.
  init(label: String, event: OpaquePointer) {
    self.label = label
    self.first = event
    self.last = event
    self.startsAtEndOfFirst = false
  }

  /// The time between the end of one marker and the end of another.
  init(label: String, from first: OpaquePointer, to last: OpaquePointer) {
    self.label = label
    self.first = first
    self.last = last
    self.startsAtEndOfFirst = true
  }

  func nanoseconds() throws(ComputeError) -> Int {
    let start = try Self.time(
      of: first, startsAtEndOfFirst ? CL_PROFILING_COMMAND_END : CL_PROFILING_COMMAND_START, label)
    let end = try Self.time(of: last, CL_PROFILING_COMMAND_END, label)
    return max(end - start, 0)
  }

  func release() {
    clReleaseEvent(first)
    if startsAtEndOfFirst { clReleaseEvent(last) }
  }

  private static func time(
    of event: OpaquePointer, _ moment: Int32, _ label: String
  ) throws(ComputeError) -> Int {
    try queryInteger(cl_ulong(0), "clGetEventProfilingInfo", label) {
      clGetEventProfilingInfo(event, cl_profiling_info(moment), $0, $1, $2)
    }
  }
}

extension Context {
  /// Waits for the queue and returns the launches since the last call, in order; empty without
  /// profiling.
  package func profile() throws(ComputeError) -> [ProfileEntry] {
    guard isProfiling else { return [] }
    try finish()
    let drained = timings
    timings = []
    defer { for timing in drained { timing.release() } }
    var entries: [ProfileEntry] = []
    entries.reserveCapacity(drained.count)
    for timing in drained {
      entries.append(ProfileEntry(label: timing.label, nanoseconds: try timing.nanoseconds()))
    }
    return entries
  }

  /// A marker after all commands so far, for timing several commands as one.
  func makeMarker() throws(ComputeError) -> OpaquePointer {
    var event: OpaquePointer?
    let status = clEnqueueMarkerWithWaitList(queue, 0, nil, &event)
    return try check(event, status, "clEnqueueMarkerWithWaitList", on: title)
  }
}
