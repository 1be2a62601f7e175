package import Compute
package import Graphs
package import KernelFiles

/// Executes plans on an OpenCL device: each as one sequence of launches with arguments bound in advance.
///
/// After a plan's first execution nothing is allocated, compiled or bound again.
package final class OpenCLExecutor: Executor {
  package let traits: DeviceTraits
  package var deviceName: String { device.description.name }
  package var tuning = TuningRecord()

  private let device: Device
  private let memory: DeviceMemory
  private let programs: DevicePrograms
  private var queues: [Int: ExecutionQueue] = [:]
  private var planCount = 0
  private let submissionMode: Submission.Mode
  package private(set) var submissionTime = Duration.zero

  /// - Parameters:
  ///   - profiling: whether to keep an event per launch, for `profile`.
  ///   - family: forces a kernel family, for tests.
  ///   - vectorWidth: forces a vector width of 4, 8 or 16, for tests.
  ///   - precision: TF32 makes the device prove first that it computes in it; half needs the GPU
  ///     family and an extension.
  ///   - submission: forces recordings or separate launches, for tests and measurements.
  ///   - keepsCoresAwake: whether threads keep the cores of a CPU device from going idle.
  ///   - cacheDirectory: where compiled programs are kept; nil keeps them in memory only.
  /// - Throws: `ComputeError.precision` where the device cannot compute in the precision.
  package convenience init(
    _ device: Device, profiling: Bool = false, family: DeviceTraits.Family? = nil,
    vectorWidth: Int? = nil, precision: DeviceTraits.Precision = .float32,
    submission: Submission.Mode = .automatic, keepsCoresAwake: Bool = true, cacheDirectory: String?
  ) throws(ComputeError) {
    var traits = DeviceTraits(device.description, family: family, vectorWidth: vectorWidth)
    traits.precision = precision
    if precision == .half { try PrecisionRequirement.half.check(device.description, traits) }
    try self.init(
      device, traits, profiling: profiling, submission: submission,
      keepsCoresAwake: keepsCoresAwake, cacheDirectory: cacheDirectory)
  }

  /// An executor for a device that is assumed to have these traits.
  ///
  /// - Parameter kernels: files that replace the embedded ones of their stems, for tests.
  package init(
    _ device: Device, _ traits: DeviceTraits, profiling: Bool = false,
    submission: Submission.Mode = .automatic, keepsCoresAwake: Bool = true,
    cacheDirectory: String?, kernels: KernelRegistry? = nil
  ) throws(ComputeError) {
    self.device = device
    self.traits = traits
    submissionMode = submission
    memory = try DeviceMemory(
      Context(device, profiling: profiling, keepsCoresAwake: keepsCoresAwake))
    programs = DevicePrograms(memory, cacheDirectory: cacheDirectory, kernels: kernels)
    if traits.precision == .tf32 { try MMAProbe(traits, programs).check() }
  }

  package func load(
    _ plan: Plan, progress: (_ done: Int, _ total: Int) -> Void
  ) throws(ComputeError) -> LoadedPlan {
    precondition(plan.device.family == traits.family, "the plan was lowered for another family")
    try memory.reserve(plan.variables)
    let own = try PlanMemory(plan, in: memory)
    let kernels = try BoundPlan.compile(plan, on: programs, progress: progress)
    if try memory.growArena(to: plan.arenaBytes) {
      for queue in queues.values { try queue.rebind() }
    }
    queues[planCount] = try ExecutionQueue(
      own, kernels, reasonAgainstRecording: reasonAgainstRecording)
    planCount += 1
    return LoadedPlan(plan: plan, number: planCount - 1)
  }

  /// Overwrites all intermediate values, so that a value that the next execution fails to compute cannot
  /// pass for an earlier result.
  package func overwriteArena(with value: Float) throws(ComputeError) {
    try memory.overwriteArena(with: value)
  }

  /// Releases what belongs to one plan; its variables and compiled kernels stay.
  package func unload(_ loaded: LoadedPlan) {
    queues[loaded.number] = nil
  }

  /// Why this executor records no plan; nil where it does.
  private var reasonAgainstRecording: String? {
    if memory.context.isProfiling { return "every launch is timed" }
    return switch submissionMode {
    case .recorded: nil
    case .separate: "as requested"
    // Measured on pocl, which submits a recording launch by launch: the step takes as long either way.
    case .automatic: device.description.kind == .cpu ? "a CPU does not gain from recordings" : nil
    }
  }

  private func queue(of loaded: LoadedPlan) -> ExecutionQueue {
    guard let queue = queues[loaded.number] else {
      preconditionFailure("the plan was unloaded, or belongs to another executor")
    }
    return queue
  }

  package func submit(
    _ loaded: LoadedPlan, inputs: [String: HostTensor<Float>], reading outputs: [String]
  ) throws(ComputeError) -> PendingExecution {
    let start = ContinuousClock.now
    defer { submissionTime += ContinuousClock.now - start }
    loaded.plan.check(inputs)
    return try queue(of: loaded).start(inputs, reading: outputs)
  }

  package func submission(of loaded: LoadedPlan) -> Submission { queue(of: loaded).submission }

  package func read(
    _ output: String, of loaded: LoadedPlan
  ) throws(ComputeError) -> HostTensor<Float> {
    try queue(of: loaded).read(output)
  }

  package func value(of variable: Variable) throws(ComputeError) -> HostTensor<Float> {
    try memory.read(variable.spec, from: memory.variable(variable.name), at: 0)
  }

  package func set(
    _ variable: Variable, to value: HostTensor<Float>
  ) throws(ComputeError) {
    precondition(
      value.spec == variable.spec, "\(variable.name) is \(variable.spec), not \(value.spec)")
    try memory.write(value, to: memory.variable(variable.name))
  }

  package func finish() throws(ComputeError) { try memory.context.finish() }

  package func saveKernels() -> Int { programs.save() }

  package func profile() throws(ComputeError) -> [LaunchTime] {
    try memory.context.profile().map { entry in
      let label = LaunchLabel(entry.label)
      return LaunchTime(
        operation: label.operation, algorithm: label.algorithm, label: label.label,
        nanoseconds: entry.nanoseconds)
    }
  }
}
