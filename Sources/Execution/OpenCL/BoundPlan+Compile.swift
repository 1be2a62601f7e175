import Compute
import Graphs

extension BoundPlan {
  /// Compiles the plan's kernels, one program for all kernels of equal text and constants, on all cores
  /// for a GPU.
  ///
  /// A program that was not in the disk cache is launched once on scratch memory: some drivers
  /// finish compiling only at the first launch, and a binary saved before that would load slowly for
  /// ever.
  static func compile(
    _ plan: Plan, on executor: DevicePrograms, progress: (_ done: Int, _ total: Int) -> Void
  ) throws(ComputeError) -> [KernelSpecification: Program] {
    let planned = plan.programs(from: executor.kernels)
    let scratch = Scratch(plan)
    var programs: [KernelSpecification: Program] = [:]
    // A CPU's programs are built and launched one by one, a GPU's are built side by side.
    let width = executor.programs.buildsAtATime(in: executor.context)
    for start in stride(from: 0, to: planned.count, by: width) {
      let next = planned[start..<min(start + width, planned.count)]
      let built = try executor.programs.prepare(next.map(\.request), in: executor.context)
      for (part, program) in zip(next, built) {
        for kernel in part.kernels { programs[kernel] = program }
        guard program.isNew else { continue }
        for kernel in part.kernels { try scratch.launch(kernel, of: program, on: executor) }
        try executor.finish()
        executor.keep(program)
      }
      progress(start + next.count, planned.count)
    }
    return programs
  }
}

/// Zeroed memory on which a new kernel may run before there is anything to compute.
private struct Scratch {
  private let firstUse: [KernelSpecification: (launch: KernelLaunch, byteCount: Int)]

  init(_ plan: Plan) {
    var firstUse: [KernelSpecification: (launch: KernelLaunch, byteCount: Int)] = [:]
    for step in plan.steps {
      let tensors = (step.inputs + step.outputs).map { plan.values[$0].spec.byteCount }
      let largest = (tensors + step.workspaceBytes).max() ?? 0
      for case .kernel(let launch) in step.launches where firstUse[launch.kernel] == nil {
        firstUse[launch.kernel] = (launch, largest)
      }
    }
    self.firstUse = firstUse
  }

  func launch(
    _ specification: KernelSpecification, of program: Program, on executor: DevicePrograms
  ) throws(ComputeError) {
    guard let (launch, byteCount) = firstUse[specification] else { return }
    let kernel = try program.makeKernel(named: specification.function)
    let buffer = try executor.zeroed(byteCount)
    try kernel.set(launch.arguments) { _ in BoundPlan.Place(buffer: buffer, byteOffset: 0) }
    try executor.context.enqueue(
      kernel, global: launch.global, local: launch.local,
      label: LaunchLabel(operation: specification.function).text)
  }
}
