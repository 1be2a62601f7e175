public import Compute
public import Execution
public import Graphs
import Layers

/// Trains a model: owns the step count and the variables' life on an executor.
///
/// A run is determined by the plan, the seed and the batches: the same three on the same device give
/// the same bits, however far ahead steps are submitted.
public final class Trainer {
  public let plan: TrainingPlan
  public let executor: any Executor
  public let seed: UInt64
  /// Steps that may be on the device at a time.
  public let maxInFlight: Int
  /// The steps taken so far, those in flight not counted.
  public private(set) var step = 0
  /// The plan as it runs, fused and with its memory assigned.
  public let devicePlan: Plan

  private let loaded: LoadedPlan
  private var inFlight: [(run: PendingExecution, inputs: [String: HostTensor<Float>])] = []

  /// Compiles the step and gives every variable its first value.
  ///
  /// - Parameters:
  ///   - tuning: measured choices; nil takes the executor's.
  ///   - maxInFlight: steps that may be on the device at a time: 1 waits for the losses of each before
  ///     the next; 2, the default, submits the next one first, so that the device need not wait for
  ///     the host between two steps. More do not help: the executor waits for the oldest.
  ///   - progress: called with the number of kernels ready and their total.
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice, `PlanError`
  ///   for a batch that kernels cannot count.
  public init(
    _ plan: TrainingPlan, on executor: any Executor, seed: UInt64,
    tuning: TuningRecord? = nil, fused: Bool = true, maxInFlight: Int = 2,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    precondition(maxInFlight >= 1, "\(maxInFlight) steps at a time")
    self.plan = plan
    self.executor = executor
    self.seed = seed
    self.maxInFlight = maxInFlight
    devicePlan = try Plan(
      fused ? plan.graph.fused(for: executor.traits) : plan.graph, for: executor.traits,
      tuning: tuning ?? executor.tuning)
    loaded = try executor.load(devicePlan, progress: progress)
    try executor.initialize(devicePlan.variables, seed: seed)
  }

  /// Every variable of the training: parameters, statistics, optimiser slots.
  public var variables: [Variable] { devicePlan.variables.filter { $0.role != .control } }

  /// How the step's launches reach the device.
  public var submission: Submission { executor.submission(of: loaded) }

  /// Steps that were started and not finished.
  public var stepsInFlight: Int { inFlight.count }

  /// Starts one step on the device; `finishStep` waits for it.
  ///
  /// Between the two the caller can prepare batches and start further steps.
  ///
  /// - Precondition: fewer than `maxInFlight` steps are in flight.
  public func startStep(
    on batch: TrainingBatch, noise: HostTensor<Float>? = nil
  ) throws(ComputeError) {
    precondition(inFlight.count < maxInFlight, "\(inFlight.count) steps are in flight")
    let inputs = inputs(for: batch, noise: noise, step: step + inFlight.count)
    let run = try executor.submit(loaded, inputs: inputs, reading: ["losses", "finite"])
    inFlight.append((run, inputs))
  }

  /// Waits for the oldest step in flight and returns its losses in the order of `lossNames`.
  ///
  /// - Throws: `TrainingError.notFinite` when the total loss is not finite, or with loss scaling a
  ///   gradient at the least scale; the variables are then as before the step, and steps that were
  ///   started after it are dropped without effect.
  /// - Precondition: a step is in flight.
  public func finishStep() throws -> LossValues {
    precondition(!inFlight.isEmpty, "no step was started")
    let (run, inputs) = inFlight.removeFirst()
    let outputs = try run.outputs()
    let losses = LossValues(names: plan.lossNames, values: outputs["losses"]?.values ?? [])
    guard outputs["finite"]?.integers == [1] else {
      try dropSteps()
      throw TrainingError.notFinite(
        step: step + 1, losses: losses, tensor: try firstNonFinite(inputs))
    }
    step += 1
    return losses
  }

  /// Waits for all steps in flight; their losses are not wanted.
  ///
  /// - Throws: as `finishStep`.
  package func finishSteps() throws {
    while !inFlight.isEmpty { _ = try finishStep() }
  }

  /// Forgets the steps in flight, which the device halts, and lets it go on afterwards.
  private func dropSteps() throws(ComputeError) {
    for (run, _) in inFlight { _ = try run.outputs() }
    inFlight = []
    try executor.set(TrainingPlan.halted, to: HostTensor(zeros: TrainingPlan.halted.spec))
  }

  /// One whole step.
  ///
  /// - Precondition: no step is in flight.
  @discardableResult
  public func train(
    on batch: TrainingBatch, noise: HostTensor<Float>? = nil
  ) throws -> LossValues {
    precondition(inFlight.isEmpty, "\(inFlight.count) steps are in flight")
    try startStep(on: batch, noise: noise)
    return try finishStep()
  }

  /// A named output of the last step, for example `gradient.pi.kernel`.
  ///
  /// - Precondition: no step is in flight.
  package func output(_ name: String) throws(ComputeError) -> HostTensor<Float> {
    precondition(inFlight.isEmpty, "\(inFlight.count) steps are in flight")
    return try executor.read(name, of: loaded)
  }

  /// Puts the step count back, after the variables were.
  ///
  /// - Precondition: no step is in flight.
  package func resume(at step: Int) {
    precondition(inFlight.isEmpty, "\(inFlight.count) steps are in flight")
    self.step = step
  }

  private func inputs(
    for batch: TrainingBatch, noise: HostTensor<Float>?, step: Int
  ) -> [String: HostTensor<Float>] {
    let rows = Shape([plan.batchSize])
    let shape = Shape([plan.batchSize] + plan.model.inputShape.dimensions)
    var all = [
      TrainingPlan.Input.x: HostTensor(batch.x, shape: shape),
      TrainingPlan.Input.labelled: HostTensor<Float>(integers: batch.labelled, shape: rows),
      TrainingPlan.Input.random: HostTensor<Float>(
        integers: RandomState.values(seed: seed, step: step), shape: [3]),
    ]
    for (head, labels) in zip(plan.model.heads, batch.labels) {
      all[TrainingPlan.Input.labels(head)] = HostTensor(integers: labels, shape: rows)
    }
    if let noise { all[TrainingPlan.Input.noise] = noise }
    // A family without labels or without sampling has fewer inputs.
    return all.filter { devicePlan.inputs[$0.key] != nil }
  }
}

/// The loss terms of one step, or their means over several.
public struct LossValues: Sendable, Hashable {
  public let names: [String]
  public let values: [Float]

  public init(names: [String], values: [Float]) {
    self.names = names
    self.values = values
  }

  /// The value of a term, or nil where the model has none of that name.
  public subscript(_ name: String) -> Float? {
    names.firstIndex(of: name).map { values[$0] }
  }
}
