import Compute
import Graphs

/// What one run in flight has of its own: memory of the host for what it is given and what it gives,
/// and a recording of its launches. It serves one run after the other.
final class RunSlot {
  /// Where the plan's launches were recorded; nil where they go one by one.
  var recording: CommandBuffer?
  private let given: StagingBuffer
  private var results: StagingBuffer
  private var run: PendingRun?

  /// - Parameter inputBytes: of all inputs of the plan.
  init(inputBytes: Int, in context: Context) throws(ComputeError) {
    given = try StagingBuffer(byteCount: inputBytes, in: context)
    // What lies between two inputs is sent too.
    given.bytes.initializeMemory(as: UInt8.self, repeating: 0)
    results = try StagingBuffer(byteCount: MemoryUnit.smallest, in: context)
  }

  /// Waits until the run that the slot serves, if any, is over.
  func finish() throws(ComputeError) {
    guard let run else { return }
    self.run = nil
    _ = try run.outputs()
  }

  /// Starts a run: writes its inputs, submits the launches, and reads outputs back, without waiting
  /// for any of it unless the slot's last run is not over.
  func start(
    _ plan: BoundPlan, inputs: [String: HostTensor<Float>], reading names: [String],
    on executor: OpenCLExecutor
  ) throws(ComputeError) -> PendingRun {
    try finish()
    let context = executor.context
    for (name, place) in plan.inputs {
      if let value = inputs[name] { given.bytes.store(value, at: place.byteOffset) }
    }
    if !plan.inputs.isEmpty {
      try context.write(
        UnsafeRawBufferPointer(given.bytes), to: plan.inputMemory, blocking: false)
    }
    try plan.enqueue(recording, on: executor)
    let run = try read(names, of: plan, on: executor)
    self.run = run
    try context.flush()
    return run
  }

  private func read(
    _ names: [String], of plan: BoundPlan, on executor: OpenCLExecutor
  ) throws(ComputeError) -> PendingRun {
    var parts: [(name: String, spec: TensorSpec, range: Range<Int>)] = []
    var end = 0
    for name in names {
      let spec = plan.spec(ofOutput: name)
      parts.append((name, spec, end..<end + spec.byteCount))
      end = MemoryUnit.rounded(end + spec.byteCount)
    }
    let context = executor.context
    if end > results.bytes.count { results = try StagingBuffer(byteCount: end, in: context) }
    let memory = results
    var last: Event?
    for part in parts {
      let place = plan.place(ofOutput: part.name, on: executor)
      last = try context.startReading(
        from: place.buffer, byteOffset: place.byteOffset,
        into: UnsafeMutableRawBufferPointer(rebasing: memory.bytes[part.range]))
    }
    // Without anything to read the end of the launches counts.
    let event = if let last { last } else { try context.marker() }
    return PendingRun { () throws(ComputeError) in
      // The queue is in order: what was read before is there too.
      try context.wait(for: event)
      return parts.reduce(into: [:]) { outputs, part in
        outputs[part.name] = memory.bytes.tensor(part.spec, at: part.range.lowerBound)
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
    }
  }

  /// The tensor whose elements lie at a byte offset.
  fileprivate func tensor(_ spec: TensorSpec, at byteOffset: Int) -> HostTensor<Float> {
    let bytes = UnsafeRawBufferPointer(rebasing: self[byteOffset..<byteOffset + spec.byteCount])
    switch spec.elementType {
    case .float32:
      return HostTensor(Array(bytes.bindMemory(to: Float.self)), shape: spec.shape)
    case .int32:
      return HostTensor(integers: Array(bytes.bindMemory(to: Int32.self)), shape: spec.shape)
    case .float16: preconditionFailure("a plan has no outputs of float16")
    }
  }
}
