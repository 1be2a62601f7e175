public import Compute
public import Execution
public import Graphs

/// Trains a model: owns the step count and the variables' life on an executor.
///
/// A run is determined by the plan, the seed and the batches: the same three on the same device give
/// the same bits.
public final class Trainer {
  public let plan: TrainingPlan
  public let executor: any Executor
  public let seed: UInt64
  /// The steps taken so far.
  public private(set) var step = 0
  /// The plan as it runs, fused and with its memory assigned.
  public let devicePlan: Plan

  private let loaded: LoadedPlan

  /// Compiles the step and gives every variable its first value.
  ///
  /// - Parameters:
  ///   - tuning: measured choices; nil takes the executor's.
  ///   - progress: called with the number of kernels ready and their total.
  /// - Throws: `ComputeError` when a kernel does not compile or memory does not suffice.
  public init(
    _ plan: TrainingPlan, on executor: any Executor, seed: UInt64,
    tuning: TuningRecord? = nil, fused: Bool = true,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(ComputeError) {
    self.plan = plan
    self.executor = executor
    self.seed = seed
    devicePlan = Plan(
      fused ? plan.graph.fused() : plan.graph, for: executor.traits,
      tuning: tuning ?? executor.tuning)
    loaded = try executor.load(devicePlan, progress: progress)
    try executor.initialize(devicePlan.variables, seed: seed)
  }

  /// Every variable of the step: parameters, statistics, optimiser slots.
  public var variables: [Variable] { devicePlan.variables }

  /// Starts one step on the device; `finishStep` waits for it.
  ///
  /// Between the two the caller can prepare the next batch.
  public func startStep(
    on batch: TrainingBatch, noise: HostTensor<Float>? = nil
  ) throws(ComputeError) {
    try executor.run(loaded, inputs: inputs(for: batch, noise: noise))
  }

  /// Waits for the step that was started and returns its losses in the order of `lossNames`.
  ///
  /// - Throws: `TrainingError.notFinite` when the total loss is not finite; the variables are then as
  ///   before the step.
  public func finishStep(of batch: TrainingBatch) throws -> LossValues {
    try finishStep(of: batch, noise: nil)
  }

  private func finishStep(
    of batch: TrainingBatch, noise: HostTensor<Float>?
  ) throws -> LossValues {
    let values = try executor.read("losses", of: loaded).values
    guard try executor.read("finite", of: loaded).integers == [1] else {
      throw TrainingError.notFinite(
        step: step + 1, losses: LossValues(names: plan.lossNames, values: values),
        tensor: try firstNonFinite(inputs(for: batch, noise: noise)))
    }
    step += 1
    return LossValues(names: plan.lossNames, values: values)
  }

  /// One whole step.
  @discardableResult
  public func train(
    on batch: TrainingBatch, noise: HostTensor<Float>? = nil
  ) throws -> LossValues {
    try startStep(on: batch, noise: noise)
    return try finishStep(of: batch, noise: noise)
  }

  /// A named output of the last step, for example `gradient.pi.kernel`.
  package func output(_ name: String) throws(ComputeError) -> HostTensor<Float> {
    try executor.read(name, of: loaded)
  }

  /// Puts the step count back, after the variables were.
  package func resume(at step: Int) {
    self.step = step
  }

  private func inputs(
    for batch: TrainingBatch, noise: HostTensor<Float>?
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
