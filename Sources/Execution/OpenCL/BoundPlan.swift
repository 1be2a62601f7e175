import Compute
import Graphs

/// A plan's launches with their arguments, bound to the memory that the plan has; it never changes.
struct BoundPlan {
  typealias Place = PlanMemory.Place

  /// One command, ready to be put in the queue.
  private enum Command {
    case kernel(Kernel, global: [Int], local: [Int], label: String)
    case product(MatrixProductCall, first: Place, second: Place, result: Place, label: String)
    case copy(from: Place, to: Buffer, byteCount: Int)
  }

  let memory: PlanMemory
  private let commands: [Command]

  /// Binds every launch's arguments to the present buffers.
  init(
    _ memory: PlanMemory, _ programs: [KernelSpecification: Program]
  ) throws(ComputeError) {
    self.memory = memory
    var commands: [Command] = []
    for step in memory.plan.steps {
      for launch in step.launches {
        commands.append(try Self.command(launch, of: step, memory, programs))
      }
    }
    for copy in memory.plan.copies {
      commands.append(
        .copy(
          from: memory.place(of: copy.value), to: memory.shared.variable(copy.variable),
          byteCount: memory.plan.values[copy.value].spec.byteCount))
    }
    self.commands = commands
  }

  private static func command(
    _ launch: Launch, of step: Plan.Step, _ memory: PlanMemory,
    _ programs: [KernelSpecification: Program]
  ) throws(ComputeError) -> Command {
    let label = LaunchLabel(
      operation: step.operation.name, algorithm: step.algorithm?.name, label: step.label
    ).text
    switch launch {
    case .kernel(let launch):
      guard let program = programs[launch.kernel] else {
        preconditionFailure(
          "\(step.label) (\(step.operation.name)): \(launch.kernel.function) was not compiled")
      }
      let kernel = try program.makeKernel(named: launch.kernel.function)
      try kernel.set(launch.arguments) { memory.place(of: $0, in: step) }
      return .kernel(kernel, global: launch.global, local: launch.local, label: label)
    case .gemm(let product):
      let call = MatrixProductCall(
        m: product.m, n: product.n, k: product.k,
        transposeA: product.transposeFirst, transposeB: product.transposeSecond)
      try memory.shared.context.prepareGEMM(call, label: label)
      return .product(
        call, first: memory.place(of: product.first, in: step),
        second: memory.place(of: product.second, in: step),
        result: memory.place(of: product.result, in: step), label: label)
    }
  }

  /// Puts every command in the queue by itself, in order.
  func enqueue() throws(ComputeError) {
    let context = memory.shared.context
    for command in commands {
      switch command {
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

  /// Why the commands cannot be recorded; nil where they can.
  var reasonAgainstRecording: String? {
    let hasProducts = commands.contains { if case .product = $0 { true } else { false } }
    return hasProducts ? "the matrix library submits its products itself" : nil
  }

  /// Records every command, in order.
  ///
  /// - Precondition: there is no reason against it.
  func record() throws(ComputeError) -> CommandBuffer {
    let recording = try CommandBuffer(in: memory.shared.context)
    for command in commands {
      switch command {
      case .kernel(let kernel, let global, let local, let label):
        try recording.record(kernel, global: global, local: local, label: label)
      case .copy(let source, let target, let byteCount):
        try recording.recordCopy(
          from: source.buffer, byteOffset: source.byteOffset, to: target, byteCount: byteCount)
      case .product(_, _, _, _, let label):
        preconditionFailure("\(label): a product of the matrix library cannot be recorded")
      }
    }
    try recording.finalize()
    return recording
  }

  /// An output's shape and element type, and where it is stored.
  func output(_ name: String) -> (spec: TensorSpec, place: Place) {
    guard let value = memory.plan.outputs[name] else {
      preconditionFailure("the plan has no output \(name)")
    }
    return (memory.plan.values[value].spec, memory.place(of: value))
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
