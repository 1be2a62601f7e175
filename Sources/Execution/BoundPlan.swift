import Compute
import Graphs

/// A plan's kernels with their arguments, and the buffers that are the plan's own.
final class BoundPlan {
  /// One entry of the queue, ready to be submitted.
  enum Entry {
    case kernel(Kernel, global: [Int], local: [Int], label: String)
    case product(MatrixProductCall, first: Place, second: Place, result: Place, label: String)
    case copy(from: Place, to: Buffer, byteCount: Int)
  }

  /// Where a tensor lies on the device.
  struct Place {
    let buffer: Buffer
    let byteOffset: Int
    /// Of the tensor's own element type.
    var bytesPerElement = 4

    var elementOffset: Int { byteOffset / bytesPerElement }
  }

  /// Where the inputs lie, which one write fills.
  let inputs: [String: Place]
  let inputMemory: Buffer
  let plan: Plan
  /// One for each run that may be in flight.
  let slots: [RunSlot]
  /// The slot of the next run.
  var turn = 0
  /// How the launches reach the device.
  var manner = Submission.separate(reason: "nothing is bound")
  private let constants: [Buffer]
  private let kernels: [KernelSpecification: Program]
  private(set) var submissions: [Entry] = []

  init(
    _ plan: Plan, on executor: OpenCLExecutor, progress: (_ done: Int, _ total: Int) -> Void
  ) throws(ComputeError) {
    self.plan = plan
    let sorted = plan.inputs.sorted { $0.key < $1.key }
    var offsets: [Int] = []
    var end = 0
    for (_, spec) in sorted {
      offsets.append(end)
      end += MemoryUnit.rounded(spec.byteCount)
    }
    let memory = try executor.zeroed(end)
    inputMemory = memory
    inputs = Dictionary(
      uniqueKeysWithValues: zip(sorted, offsets).map { input, offset in
        (input.key, Place(buffer: memory, byteOffset: offset))
      })
    var slots: [RunSlot] = []
    for _ in 0..<Self.slotCount {
      slots.append(try RunSlot(inputBytes: end, in: executor.context))
    }
    self.slots = slots
    var constants: [Buffer] = []
    for values in plan.constants {
      let buffer = try executor.zeroed(4 * values.count)
      try executor.write(HostTensor(values, shape: Shape([values.count])), to: buffer)
      constants.append(buffer)
    }
    self.constants = constants
    kernels = try Self.compile(plan, on: executor, progress: progress)
  }

  /// Binds every launch's arguments to the executor's present buffers.
  func bind(on executor: OpenCLExecutor) throws(ComputeError) {
    submissions = []
    for step in plan.steps {
      let label = step.operation.name + "\t" + step.label
      for launch in step.launches {
        switch launch {
        case .kernel(let launch):
          guard let program = kernels[launch.kernel] else { continue }
          let kernel = try program.makeKernel(named: launch.kernel.function)
          try kernel.set(launch.arguments) { place(of: $0, in: step, on: executor) }
          submissions.append(
            .kernel(kernel, global: launch.global, local: launch.local, label: label))
        case .gemm(let product):
          let call = MatrixProductCall(
            m: product.rows, n: product.columns, k: product.depth,
            transposeA: product.transposeFirst, transposeB: product.transposeSecond)
          try executor.context.prepareGEMM(call, label: label)
          submissions.append(
            .product(
              call, first: place(of: product.first, in: step, on: executor),
              second: place(of: product.second, in: step, on: executor),
              result: place(of: product.result, in: step, on: executor), label: label))
        }
      }
    }
    for copy in plan.copies {
      guard let target = executor.variables[copy.variable] else { continue }
      submissions.append(
        .copy(
          from: place(of: copy.value, on: executor), to: target,
          byteCount: plan.values[copy.value].spec.byteCount))
    }
    record(on: executor)
  }

  /// Submits every launch by itself, in order.
  func enqueue(on executor: OpenCLExecutor) throws(ComputeError) {
    let context = executor.context
    for submission in submissions {
      switch submission {
      case .kernel(let kernel, let global, let local, let label):
        try context.enqueue(kernel, global: global, local: local, label: label)
      case .product(let call, let first, let second, let result, let label):
        try context.enqueueGEMM(
          call, a: (first.buffer, first.elementOffset), b: (second.buffer, second.elementOffset),
          c: (result.buffer, result.elementOffset), label: label)
      case .copy(let source, let target, let byteCount):
        try context.copy(
          from: source.buffer, byteOffset: source.byteOffset, to: target, byteCount: byteCount)
      }
    }
  }

  /// Where one of the plan's values lies.
  func place(of value: Int, on executor: OpenCLExecutor) -> Place {
    let buffer: Buffer?
    switch plan.values[value].storage {
    case .arena(let offset):
      return Place(
        buffer: executor.arena, byteOffset: offset,
        bytesPerElement: plan.values[value].spec.elementType.byteCount)
    case .input(let name):
      guard let place = inputs[name] else { preconditionFailure("the plan has no input \(name)") }
      return place
    case .variable(let name): buffer = executor.variables[name]
    case .constant(let number): buffer = constants[number]
    }
    guard let buffer else { preconditionFailure("value \(value) of the plan has no memory") }
    return Place(buffer: buffer, byteOffset: 0)
  }

  private func place(
    of argument: KernelLaunch.Argument, in step: Plan.Step, on executor: OpenCLExecutor
  ) -> Place {
    switch argument {
    case .input(let index): place(of: step.inputs[index], on: executor)
    case .output(let index): place(of: step.outputs[index], on: executor)
    case .workspace(let index):
      Place(buffer: executor.arena, byteOffset: step.workspace[index])
    case .int, .float: preconditionFailure("a number has no place")
    }
  }
}

extension Kernel {
  /// Sets all arguments: base and offset for a tensor, the value for a number.
  func set(
    _ arguments: [KernelLaunch.Argument],
    place: (KernelLaunch.Argument) -> BoundPlan.Place
  ) throws(ComputeError) {
    var index = 0
    for argument in arguments {
      switch argument {
      case .int(let value): try set(argument: index, int32: value)
      case .float(let value): try set(argument: index, float: value)
      case .input, .output, .workspace:
        let place = place(argument)
        try set(argument: index, buffer: place.buffer)
        try set(argument: index + 1, uint64: UInt64(place.elementOffset))
        index += 1
      }
      index += 1
    }
  }
}
