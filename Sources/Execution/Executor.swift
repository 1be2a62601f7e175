public import Compute
public import Graphs

/// Executes plans over one store of variables; it alone owns memory.
///
/// Plans loaded into one executor share the variables: training, evaluation and prediction see the
/// same weights. Use an executor from one thread at a time.
public protocol Executor: AnyObject {
  /// The traits that plans must be lowered for.
  var traits: DeviceTraits { get }
  /// The device's name, for printing.
  var deviceName: String { get }
  /// Measured choices with which plans for this executor are lowered by default.
  var tuning: TuningRecord { get set }

  /// Loads a plan: compiles its kernels, reserves memory, binds arguments. Variables that no earlier
  /// plan had are zero.
  ///
  /// - Parameter progress: called with the number of compiled programs and their total.
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice.
  func load(_ plan: Plan, progress: (_ done: Int, _ total: Int) -> Void) throws(ComputeError)
    -> LoadedPlan

  /// Starts one execution without waiting for it: copies the inputs, submits every launch, and starts
  /// to read the named outputs back. Executions take place in the order of their submission.
  ///
  /// Two executions of a plan may be in flight; a third waits for the first.
  ///
  /// - Precondition: every input of the plan is given, with the plan's shape.
  func submit(
    _ plan: LoadedPlan, inputs: [String: HostTensor<Float>], reading outputs: [String]
  ) throws(ComputeError) -> PendingExecution

  /// How the plan's launches reach the device.
  func submission(of plan: LoadedPlan) -> Submission

  /// Time spent in `submit` so far; zero on the host, which computes there.
  var submissionTime: Duration { get }

  /// An output of the plan's last execution, once everything submitted has finished.
  func read(_ output: String, of plan: LoadedPlan) throws(ComputeError) -> HostTensor<Float>

  /// A variable's present value.
  func value(of variable: Variable) throws(ComputeError) -> HostTensor<Float>

  /// Overwrites a variable.
  func set(_ variable: Variable, to value: HostTensor<Float>) throws(ComputeError)

  /// Waits until everything submitted has finished.
  func finish() throws(ComputeError)

  /// Writes the kernels that were compiled here to the disk cache, so that the next start finds them;
  /// call it when the work is done, because some drivers take long for it.
  ///
  /// Returns how many were written. A cache that cannot be written is no error: it costs the next
  /// start a compilation.
  @discardableResult
  func saveKernels() -> Int

  /// Time per launch since the last call, where the executor was made for profiling.
  func profile() throws(ComputeError) -> [LaunchTime]
}

/// A plan that an executor has loaded.
public struct LoadedPlan: Sendable {
  public let plan: Plan
  let number: Int
}

/// The time that one launch took on the device.
public struct LaunchTime: Sendable, Hashable {
  /// The operation's name.
  public let operation: String
  /// The operation's algorithm, where it has several.
  public let algorithm: String?
  /// The layer's path.
  public let label: String
  public let nanoseconds: Int
}

extension Executor {
  /// Starts one execution, as `submit` does; `read` reads its outputs.
  public func run(
    _ plan: LoadedPlan, inputs: [String: HostTensor<Float>]
  ) throws(ComputeError) {
    _ = try submit(plan, inputs: inputs, reading: [])
  }

  public func load(_ plan: Plan) throws(ComputeError) -> LoadedPlan {
    try load(plan) { _, _ in }
  }

  /// Gives variables their first values, from the seed and each one's name.
  public func initialize(_ variables: [Variable], seed: UInt64) throws(ComputeError) {
    for variable in variables {
      let count = variable.spec.shape.count
      switch variable.spec.elementType {
      case .float32:
        let values = variable.initializer.values(count: count, seed: seed, name: variable.name)
        try set(variable, to: HostTensor(values, shape: variable.spec.shape))
      case .int32, .uint8, .float16:
        try set(variable, to: HostTensor(zeros: variable.spec))
      }
    }
  }
}

/// Makes the executor for a device choice.
///
/// - Parameters:
///   - family: forces a kernel family, for tests; nil takes the one for the device's type.
///   - submission: forces recordings or separate launches.
///   - precision: what matrix products and convolutions multiply in, or large values are stored in.
///   - keepsCoresAwake: whether threads keep the cores of a CPU device from going idle.
///   - cacheDirectory: where compiled programs are kept; nil keeps them in memory only.
/// - Throws: `ComputeError.precision` where the device cannot compute in the precision.
package func makeExecutor(
  for choice: DeviceChoice, profiling: Bool = false, family: DeviceTraits.Family? = nil,
  vectorWidth: Int? = nil, precision: DeviceTraits.Precision = .float32,
  submission: Submission.Mode = .automatic, keepsCoresAwake: Bool = true, cacheDirectory: String?
) throws(ComputeError) -> any Executor {
  try choice.requireCandidate(for: precision)
  return switch choice {
  case .openCL(let device, _):
    try OpenCLExecutor(
      device, profiling: profiling, family: family, vectorWidth: vectorWidth,
      precision: precision, submission: submission, keepsCoresAwake: keepsCoresAwake,
      cacheDirectory: cacheDirectory)
  case .host:
    HostExecutor()
  }
}

extension Plan {
  /// Traps unless `inputs` match the plan's: a wrong feed is a programming error.
  func check(_ given: [String: HostTensor<Float>]) {
    for (name, spec) in inputs {
      precondition(
        given[name]?.spec == spec,
        "input \(name): expected \(spec), got \(given[name]?.spec.description ?? "nothing")")
    }
  }
}
