import Compute
import Graphs

/// The executions of one loaded plan, as many of them in flight as there are slots.
final class ExecutionQueue {
  /// Executions that may be in flight before the next one waits for the oldest.
  private static let slotCount = 2

  /// How the plan's commands reach the device.
  private(set) var submission: Submission
  private let memory: PlanMemory
  private let programs: [KernelSpecification: Program]
  private let reasonAgainstRecording: String?
  private let slots: [ExecutionSlot]
  /// The slot of the next execution.
  private var turn = 0
  private var bound: BoundPlan

  /// - Parameter reasonAgainstRecording: why commands are submitted one by one even where they could be
  ///   recorded; nil where they are not.
  init(
    _ memory: PlanMemory, _ programs: [KernelSpecification: Program],
    reasonAgainstRecording: String?
  ) throws(ComputeError) {
    self.memory = memory
    self.programs = programs
    self.reasonAgainstRecording = reasonAgainstRecording
    var slots: [ExecutionSlot] = []
    for _ in 0..<Self.slotCount { slots.append(try ExecutionSlot(for: memory)) }
    self.slots = slots
    bound = try BoundPlan(memory, programs)
    submission = Self.record(bound, for: slots, unless: reasonAgainstRecording)
  }

  /// Binds every argument again, after the arena was replaced.
  ///
  /// - Precondition: no execution is running.
  func rebind() throws(ComputeError) {
    bound = try BoundPlan(memory, programs)
    submission = Self.record(bound, for: slots, unless: reasonAgainstRecording)
  }

  /// Records the commands once for each slot, or says why they are submitted one by one.
  ///
  /// A slot serves one execution at a time, so its recording is never submitted while it runs, which
  /// not every driver allows.
  private static func record(
    _ bound: BoundPlan, for slots: [ExecutionSlot], unless reason: String?
  ) -> Submission {
    for slot in slots { slot.recording = nil }
    if let reason = reason ?? bound.reasonAgainstRecording { return .separate(reason: reason) }
    do throws(ComputeError) {
      let recordings = try slots.map { _ throws(ComputeError) in try bound.record() }
      for (slot, recording) in zip(slots, recordings) { slot.recording = recording }
      return .recorded
    } catch {
      return .separate(reason: "\(error)")
    }
  }

  /// Starts an execution in the slot whose turn it is.
  func start(
    _ inputs: [String: HostTensor<Float>], reading outputs: [String]
  ) throws(ComputeError) -> PendingExecution {
    let slot = slots[turn]
    turn = (turn + 1) % slots.count
    return try slot.start(bound, inputs, reading: outputs)
  }

  /// An output of the last execution.
  func read(_ output: String) throws(ComputeError) -> HostTensor<Float> {
    let (spec, place) = bound.output(output)
    return try memory.shared.read(spec, from: place.buffer, at: place.byteOffset)
  }
}
