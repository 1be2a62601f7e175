import Compute
import Graphs

extension BoundPlan {
  /// Runs that may be in flight before the next one waits for the oldest.
  static let slotCount = 2

  /// Records the launches once for each slot, or says why they go one by one.
  ///
  /// A slot serves one run at a time, so its recording is never submitted while it runs, which not
  /// every driver allows.
  func record(on executor: OpenCLExecutor) {
    for slot in slots { slot.recording = nil }
    if let reason = executor.reasonAgainstRecording ?? reasonAgainstRecording {
      manner = .separate(reason: reason)
      return
    }
    do throws(ComputeError) {
      let recordings = try slots.map { _ throws(ComputeError) in try recording(on: executor) }
      for (slot, recording) in zip(slots, recordings) { slot.recording = recording }
      manner = .recorded
    } catch {
      manner = .separate(reason: "\(error)")
    }
  }

  private var reasonAgainstRecording: String? {
    let hasProducts = submissions.contains {
      if case .product = $0 { true } else { false }
    }
    return hasProducts ? "the matrix library submits its products itself" : nil
  }

  private func recording(on executor: OpenCLExecutor) throws(ComputeError) -> CommandBuffer {
    let recording = try CommandBuffer(in: executor.context)
    for submission in submissions {
      switch submission {
      case .kernel(let kernel, let global, let local, let label):
        try recording.record(kernel, global: global, local: local, label: label)
      case .copy(let source, let target, let byteCount):
        try recording.recordCopy(
          from: source.buffer, byteOffset: source.byteOffset, to: target, byteCount: byteCount)
      case .product: preconditionFailure("a product of the matrix library cannot be recorded")
      }
    }
    try recording.finalize()
    return recording
  }

  /// Starts a run in the slot whose turn it is.
  func start(
    inputs: [String: HostTensor<Float>], reading names: [String], on executor: OpenCLExecutor
  ) throws(ComputeError) -> PendingRun {
    let slot = slots[turn]
    turn = (turn + 1) % slots.count
    return try slot.start(self, inputs: inputs, reading: names, on: executor)
  }

  /// Submits every launch, in order: as the recording, where there is one.
  func enqueue(_ recording: CommandBuffer?, on executor: OpenCLExecutor) throws(ComputeError) {
    if let recording { try recording.enqueue() } else { try enqueue(on: executor) }
  }

  func spec(ofOutput name: String) -> TensorSpec { plan.values[value(ofOutput: name)].spec }

  func place(ofOutput name: String, on executor: OpenCLExecutor) -> Place {
    place(of: value(ofOutput: name), on: executor)
  }

  private func value(ofOutput name: String) -> Int {
    guard let value = plan.outputs[name] else {
      preconditionFailure("the plan has no output \(name)")
    }
    return value
  }
}
