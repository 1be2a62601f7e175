public import Compute
public import Graphs

/// Executes a plan by the operations' own host evaluation, without any OpenCL device.
///
/// The same plan gives the same answers as a device within float32 rounding; what it stores in half
/// precision is rounded here too.
public final class HostExecutor: Executor {
  public let traits = DeviceTraits(family: .cpu)
  public let deviceName = "host (Swift)"
  /// Has no effect: the host has no choices.
  public var tuning = TuningRecord()

  private let limit = MemoryLimit.current()
  private var variables: [String: HostTensor<Float>] = [:]
  private var results: [Int: [Int: HostTensor<Float>]] = [:]
  private var planCount = 0

  public init() {}

  public func load(
    _ plan: Plan, progress: (_ done: Int, _ total: Int) -> Void
  ) throws(ComputeError) -> LoadedPlan {
    let new = plan.variables.filter { variables[$0.name] == nil }
    let known = variables.values.reduce(0) { $0 + $1.spec.byteCount }
    try limit.check(new.reduce(known + plan.arenaBytes) { $0 + $1.spec.byteCount })
    for variable in new {
      variables[variable.name] = HostTensor(zeros: variable.spec)
    }
    planCount += 1
    return LoadedPlan(plan: plan, number: planCount - 1)
  }

  public func submit(
    _ loaded: LoadedPlan, inputs: [String: HostTensor<Float>], reading outputs: [String]
  ) throws(ComputeError) -> PendingExecution {
    let plan = loaded.plan
    plan.check(inputs)
    var values: [Int: HostTensor<Float>] = [:]
    func value(_ index: Int) -> HostTensor<Float> {
      // A computed value first: an alias has the storage of a leaf but a shape of its own, and a
      // variable's new value is kept apart until the execution is over.
      let known = values[index] ?? leaf(plan.values[index], of: plan, inputs)
      guard let known else { preconditionFailure("value \(index) is read before it is computed") }
      return known
    }
    for step in plan.steps {
      let outputs = step.operation.evaluate(step.inputs.map(value))
      for (index, output) in zip(step.outputs, outputs) {
        let isHalf = plan.values[index].spec.elementType == .float16
        values[index] = isHalf ? output.roundedToHalf : output
      }
      for index in step.released { values[index] = nil }
    }
    results[loaded.number] = plan.outputs.values.reduce(into: [:]) { $0[$1] = value($1) }
    let updates = (plan.copies + plan.inPlaceAssignments).map { ($0.variable, value($0.value)) }
    for (name, value) in updates { variables[name] = value }
    var read: [String: HostTensor<Float>] = [:]
    for name in outputs { read[name] = try self.read(name, of: loaded) }
    return PendingExecution(read)
  }

  public func submission(of plan: LoadedPlan) -> Submission { .host }

  public var submissionTime: Duration { .zero }

  private func leaf(
    _ value: Plan.Value, of plan: Plan, _ inputs: [String: HostTensor<Float>]
  ) -> HostTensor<Float>? {
    switch value.storage {
    case .input(let name): inputs[name]
    case .constant(let number): HostTensor(plan.constants[number], shape: value.spec.shape)
    case .variable(let name): variables[name]
    case .arena: nil
    }
  }

  public func read(
    _ output: String, of loaded: LoadedPlan
  ) throws(ComputeError) -> HostTensor<Float> {
    guard let index = loaded.plan.outputs[output], let value = results[loaded.number]?[index] else {
      preconditionFailure("the plan has no output \(output), or was not executed")
    }
    return value
  }

  public func value(of variable: Variable) throws(ComputeError) -> HostTensor<Float> {
    guard let value = variables[variable.name] else {
      preconditionFailure("no loaded plan has a variable \(variable.name)")
    }
    return value
  }

  public func set(
    _ variable: Variable, to value: HostTensor<Float>
  ) throws(ComputeError) {
    precondition(
      value.spec == variable.spec, "\(variable.name) is \(variable.spec), not \(value.spec)")
    variables[variable.name] = value
  }

  public func finish() throws(ComputeError) {}

  public func saveKernels() -> Int { 0 }

  public func profile() throws(ComputeError) -> [LaunchTime] { [] }
}
