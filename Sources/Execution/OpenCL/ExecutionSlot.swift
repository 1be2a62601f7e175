import Compute
import Graphs

/// What one execution in flight has of its own: host memory for its inputs and its outputs, and a
/// recording of its commands. It serves one execution after another.
final class ExecutionSlot {
  /// Where the plan's commands were recorded; nil where they are submitted one by one.
  var recording: CommandBuffer?
  private let context: Context
  private let sent: StagingBuffer
  private var received: StagingBuffer
  private var execution: PendingExecution?

  init(for memory: PlanMemory) throws(ComputeError) {
    context = memory.shared.context
    sent = try StagingBuffer(byteCount: memory.inputBytes, in: context)
    // The gaps between inputs are sent too.
    sent.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    received = try StagingBuffer(byteCount: DeviceMemory.rounded(0), in: context)
  }

  /// Waits for the execution that the slot serves, if any.
  private func finish() throws(ComputeError) {
    guard let execution else { return }
    self.execution = nil
    _ = try execution.outputs()
  }

  /// Starts an execution: writes its inputs, submits the commands, and begins to read outputs. Waits
  /// only where the slot's last execution is still running.
  func start(
    _ plan: BoundPlan, _ inputs: [String: HostTensor<Float>], reading names: [String]
  ) throws(ComputeError) -> PendingExecution {
    try finish()
    let memory = plan.memory
    for (name, place) in memory.inputs {
      guard let value = inputs[name] else { preconditionFailure("input \(name) is missing") }
      sent.bytes.store(value, at: place.byteOffset)
    }
    if !memory.inputs.isEmpty {
      try context.write(
        UnsafeRawBufferPointer(sent.bytes), to: memory.inputBuffer, blocking: false)
    }
    if let recording { try recording.enqueue() } else { try plan.enqueue() }
    let execution = try read(names, of: plan)
    self.execution = execution
    try context.flush()
    return execution
  }

  private func read(
    _ names: [String], of plan: BoundPlan
  ) throws(ComputeError) -> PendingExecution {
    var reads: [(name: String, spec: TensorSpec, place: BoundPlan.Place, range: Range<Int>)] = []
    var end = 0
    for name in names {
      let (spec, place) = plan.output(name)
      reads.append((name, spec, place, end..<end + spec.byteCount))
      end = DeviceMemory.rounded(end + spec.byteCount)
    }
    if end > received.bytes.count { received = try StagingBuffer(byteCount: end, in: context) }
    let (context, memory) = (context, received)
    var last: Event?
    for read in reads {
      last = try context.startReading(
        from: read.place.buffer, byteOffset: read.place.byteOffset,
        into: UnsafeMutableRawBufferPointer(rebasing: memory.bytes[read.range]))
    }
    // Without anything to read, the end of the commands counts.
    let event = if let last { last } else { try context.marker() }
    return PendingExecution { () throws(ComputeError) in
      // The queue is in order: what was read before is there too.
      try context.wait(for: event)
      return reads.reduce(into: [:]) { outputs, read in
        outputs[read.name] = memory.bytes.tensor(read.spec, at: read.range.lowerBound)
      }
    }
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Copies a tensor's elements to a byte offset.
  fileprivate func store(_ tensor: HostTensor<Float>, at byteOffset: Int) {
    let room = UnsafeMutableRawBufferPointer(rebasing: self[byteOffset...])
    switch tensor.storage {
    case .real(let values): values.withUnsafeBytes { room.copyMemory(from: $0) }
    case .integer(let values): values.withUnsafeBytes { room.copyMemory(from: $0) }
    case .byte(let values): values.withUnsafeBytes { room.copyMemory(from: $0) }
    }
  }

  /// The tensor whose elements are stored from a byte offset on.
  fileprivate func tensor(_ spec: TensorSpec, at byteOffset: Int) -> HostTensor<Float> {
    let bytes = UnsafeRawBufferPointer(rebasing: self[byteOffset..<byteOffset + spec.byteCount])
    switch spec.elementType {
    case .float32:
      return HostTensor(Array(bytes.bindMemory(to: Float.self)), shape: spec.shape)
    case .int32:
      return HostTensor(integers: Array(bytes.bindMemory(to: Int32.self)), shape: spec.shape)
    case .uint8: return HostTensor(bytes: Array(bytes), shape: spec.shape)
    case .float16: preconditionFailure("a plan has no outputs of float16")
    }
  }
}
