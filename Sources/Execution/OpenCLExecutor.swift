import Basics
public import Compute
public import Graphs

/// Runs a plan on an OpenCL device as one sequence of launches with arguments bound in advance.
///
/// After a plan's first run nothing is allocated, compiled or bound again.
public final class OpenCLExecutor: Executor {
  public let traits: DeviceTraits
  public var deviceName: String { device.description.name }
  public var tuning = TuningRecord()

  private let device: Device
  let context: Context
  let programs: ProgramCache
  private(set) var arena: Buffer
  private(set) var variables: [String: Buffer] = [:]
  private var plans: [Int: BoundPlan] = [:]
  private var planCount = 0
  private var unsaved: [Program] = []
  private let submissionMode: Submission.Mode
  public private(set) var submissionTime = Duration.zero

  /// - Parameters:
  ///   - profiling: whether to keep an event per launch, for `profile`.
  ///   - family: forces a kernel family, for tests.
  ///   - vectorWidth: forces a vector width of 4, 8 or 16, for tests.
  ///   - precision: TF32 makes the device prove first that it computes in it; half needs the GPU
  ///     family and an extension.
  ///   - submission: forces recordings or separate launches, for tests and measurements.
  ///   - cacheDirectory: where compiled programs are kept; nil keeps them in memory only.
  /// - Throws: `ComputeError.precision` where the device cannot compute in the precision.
  public convenience init(
    _ device: Device, profiling: Bool = false, family: DeviceTraits.Family? = nil,
    vectorWidth: Int? = nil, precision: DeviceTraits.Precision = .float32,
    submission: Submission.Mode = .automatic, cacheDirectory: String?
  ) throws(ComputeError) {
    var traits = DeviceTraits(device.description, family: family, vectorWidth: vectorWidth)
    traits.precision = precision
    if precision == .half { try HalfPrecision.require(device.description, traits) }
    try self.init(
      device, traits, profiling: profiling, submission: submission, cacheDirectory: cacheDirectory)
  }

  /// An executor for a device that is taken to have certain traits.
  package init(
    _ device: Device, _ traits: DeviceTraits, profiling: Bool = false,
    submission: Submission.Mode = .automatic, cacheDirectory: String?
  ) throws(ComputeError) {
    self.device = device
    self.traits = traits
    submissionMode = submission
    context = try Context(device, profiling: profiling)
    programs = ProgramCache(directory: cacheDirectory)
    arena = try context.makeBuffer(byteCount: MemoryUnit.smallest)
    if traits.precision == .tf32 { try MMAProbe(self).check() }
  }

  public func load(
    _ plan: Plan, progress: (_ done: Int, _ total: Int) -> Void
  ) throws(ComputeError) -> LoadedPlan {
    precondition(plan.device.family == traits.family, "the plan was lowered for another family")
    for variable in plan.variables where variables[variable.name] == nil {
      variables[variable.name] = try zeroed(variable.spec.byteCount)
    }
    let bound = try BoundPlan(plan, on: self, progress: progress)
    plans[planCount] = bound
    planCount += 1
    if plan.arenaBytes > arena.byteCount {
      // What is in flight uses the old one, and so does what was recorded.
      try finish()
      arena = try zeroed(plan.arenaBytes)
      for plan in plans.values { try plan.bind(on: self) }
    } else {
      try bound.bind(on: self)
    }
    return LoadedPlan(plan: plan, number: planCount - 1)
  }

  /// Overwrites the memory of all intermediate values, so that what the next run does not compute
  /// cannot be an earlier one's result.
  package func overwriteArena(with value: Float) throws(ComputeError) {
    try write(Array(repeating: value, count: arena.byteCount / 4), to: arena)
  }

  /// Releases what belongs to one plan; its variables and compiled kernels stay.
  public func unload(_ loaded: LoadedPlan) {
    plans[loaded.number] = nil
  }

  /// Why this executor records no plan; nil where it does.
  var reasonAgainstRecording: String? {
    if context.isProfiling { return "every launch is timed" }
    return switch submissionMode {
    case .recorded: nil
    case .separate: "they were asked for"
    // Measured on pocl, which takes a recording apart into launches when it is submitted: the step
    // takes as long either way.
    case .automatic: device.description.kind == .cpu ? "a CPU gains nothing by recording" : nil
    }
  }

  private func bound(_ loaded: LoadedPlan) -> BoundPlan {
    guard let plan = plans[loaded.number] else {
      preconditionFailure("the plan was unloaded, or belongs to another executor")
    }
    return plan
  }

  public func submit(
    _ loaded: LoadedPlan, inputs: [String: HostTensor<Float>], reading outputs: [String]
  ) throws(ComputeError) -> PendingRun {
    let start = ContinuousClock.now
    defer { submissionTime += ContinuousClock.now - start }
    loaded.plan.check(inputs)
    return try bound(loaded).start(inputs: inputs, reading: outputs, on: self)
  }

  public func submission(of loaded: LoadedPlan) -> Submission { bound(loaded).manner }

  public func read(
    _ output: String, of loaded: LoadedPlan
  ) throws(ComputeError) -> HostTensor<Float> {
    let bound = bound(loaded)
    let place = bound.place(ofOutput: output, on: self)
    return try read(bound.spec(ofOutput: output), from: place.buffer, at: place.byteOffset)
  }

  public func value(of variable: Variable) throws(ComputeError) -> HostTensor<Float> {
    guard let buffer = variables[variable.name] else {
      preconditionFailure("no loaded plan has a variable \(variable.name)")
    }
    return try read(variable.spec, from: buffer, at: 0)
  }

  public func set(
    _ variable: Variable, to value: HostTensor<Float>
  ) throws(ComputeError) {
    guard let buffer = variables[variable.name] else {
      preconditionFailure("no loaded plan has a variable \(variable.name)")
    }
    precondition(value.spec == variable.spec, "\(variable.name): \(value.spec)")
    try write(value, to: buffer)
  }

  public func finish() throws(ComputeError) {
    try context.finish()
  }

  public func saveKernels() -> Int {
    defer { unsaved = [] }
    return unsaved.count { programs.save($0) }
  }

  /// Saves a program that has been launched: at once, or on a CPU with `saveKernels`.
  ///
  /// Measured on pocl: asking for a binary compiles the program a second time, for work-groups of any
  /// size, which doubled the time to the first step.
  func keep(_ program: Program) {
    switch device.description.kind {
    case .cpu: unsaved.append(program)
    default: programs.save(program)
    }
  }

  public func profile() throws(ComputeError) -> [LaunchTime] {
    try context.profile().map { entry in
      let parts = entry.label.split(separator: "\t", maxSplits: 1).map(String.init)
      return LaunchTime(
        operation: parts.first ?? "", label: parts.count > 1 ? parts[1] : "",
        nanoseconds: entry.nanoseconds)
    }
  }
}

/// Buffer sizes are multiples of 256 bytes, so that a wide load at the end stays inside.
enum MemoryUnit {
  static let smallest = 256

  static func rounded(_ byteCount: Int) -> Int {
    max(1, byteCount.dividedRoundingUp(by: smallest)) * smallest
  }
}

extension DeviceTraits {
  /// What lowering needs of a device: a CPU takes the CPU family, everything else the GPU's.
  package init(_ description: DeviceDescription, family: Family? = nil, vectorWidth: Int? = nil) {
    let native = description.preferredVectorWidth
    self.init(
      family: family ?? (description.kind == .cpu ? .cpu : .gpu),
      vectorWidth: vectorWidth ?? (native >= 16 ? 16 : native >= 8 ? 8 : 4),
      computeUnits: max(1, description.computeUnits),
      maximumWorkGroupSize: description.maximumWorkGroupSize,
      localMemoryBytes: description.localMemoryBytes)
    optimizesKernels = self.family == .cpu || description.kind != .cpu
  }
}
