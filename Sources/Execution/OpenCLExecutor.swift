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

  /// - Parameters:
  ///   - profiling: whether to keep an event per launch, for `profile`.
  ///   - family: forces a kernel family, for tests.
  ///   - vectorWidth: forces a vector width of 4, 8 or 16, for tests.
  ///   - cacheDirectory: where compiled programs are kept; nil keeps them in memory only.
  public init(
    _ device: Device, profiling: Bool = false, family: DeviceTraits.Family? = nil,
    vectorWidth: Int? = nil, cacheDirectory: String?
  ) throws(ComputeError) {
    self.device = device
    traits = DeviceTraits(device.description, family: family, vectorWidth: vectorWidth)
    context = try Context(device, profiling: profiling)
    programs = ProgramCache(directory: cacheDirectory)
    arena = try context.makeBuffer(byteCount: MemoryUnit.smallest)
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

  private func bound(_ loaded: LoadedPlan) -> BoundPlan {
    guard let plan = plans[loaded.number] else {
      preconditionFailure("the plan was unloaded, or belongs to another executor")
    }
    return plan
  }

  public func run(
    _ loaded: LoadedPlan, inputs: [String: HostTensor<Float>]
  ) throws(ComputeError) {
    loaded.plan.check(inputs)
    let bound = bound(loaded)
    for (name, buffer) in bound.inputs {
      if let value = inputs[name] { try write(value, to: buffer) }
    }
    try bound.enqueue(on: self)
    try context.flush()
  }

  public func read(
    _ output: String, of loaded: LoadedPlan
  ) throws(ComputeError) -> HostTensor<Float> {
    guard let index = loaded.plan.outputs[output] else {
      preconditionFailure("the plan has no output \(output)")
    }
    let place = bound(loaded).place(of: index, on: self)
    return try read(loaded.plan.values[index].spec, from: place.buffer, at: place.byteOffset)
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

extension OpenCLExecutor {
  /// A buffer of at least `byteCount` bytes, all zero.
  func zeroed(_ byteCount: Int) throws(ComputeError) -> Buffer {
    let buffer = try context.makeBuffer(byteCount: MemoryUnit.rounded(byteCount))
    try context.fill(buffer, byteCount: buffer.byteCount)
    return buffer
  }

  func write(_ value: HostTensor<Float>, to buffer: Buffer) throws(ComputeError) {
    switch value.storage {
    case .real(let values): try write(values, to: buffer)
    case .integer(let values): try write(values, to: buffer)
    }
  }

  private func write<Element: BitwiseCopyable>(
    _ values: [Element], to buffer: Buffer
  ) throws(ComputeError) {
    let context = self.context
    let result = values.withUnsafeBytes { bytes in
      Result { () throws(ComputeError) in try context.write(bytes, to: buffer) }
    }
    try result.get()
  }

  private func read(
    _ spec: TensorSpec, from buffer: Buffer, at byteOffset: Int
  ) throws(ComputeError) -> HostTensor<Float> {
    switch spec.elementType {
    case .float32:
      HostTensor(
        try read(Float(0), spec.shape.count, from: buffer, at: byteOffset), shape: spec.shape)
    case .int32:
      HostTensor(
        integers: try read(Int32(0), spec.shape.count, from: buffer, at: byteOffset),
        shape: spec.shape)
    }
  }

  private func read<Element: BitwiseCopyable>(
    _ zero: Element, _ count: Int, from buffer: Buffer, at byteOffset: Int
  ) throws(ComputeError) -> [Element] {
    let context = self.context
    var values = Array(repeating: zero, count: count)
    let result = values.withUnsafeMutableBytes { bytes in
      Result { () throws(ComputeError) in
        try context.read(from: buffer, byteOffset: byteOffset, into: bytes)
      }
    }
    try result.get()
    return values
  }
}

/// Buffer sizes are multiples of 256 bytes, so that a wide load at the end stays inside.
enum MemoryUnit {
  static let smallest = 256

  static func rounded(_ byteCount: Int) -> Int {
    max(1, (byteCount + smallest - 1) / smallest) * smallest
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
  }
}
