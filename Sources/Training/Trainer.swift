public import Compute
public import Execution
public import Graphs
import Layers
import Operations

/// Trains a model on an executor: it initialises the variables, runs steps and counts them.
///
/// The plan, the seed and the batches determine every bit of the result on a given device, however
/// many steps are in flight.
public final class Trainer {
  public let plan: TrainingPlan
  public let executor: any Executor
  public let seed: UInt64
  /// How many steps may be on the device at a time.
  public let maxInFlight: Int
  /// The number of finished steps, each an update of the optimiser: the one step counter of training.
  public private(set) var step = 0
  /// The plan as it runs, fused and with its memory assigned.
  public let devicePlan: Plan

  private let loaded: LoadedPlan
  private var inFlight: [[Part]] = []

  /// A part of a step on the device; without accumulation a step has one.
  private struct Part {
    let run: PendingExecution
    let inputs: InputValues
  }

  /// Compiles the step and gives every variable its first value.
  ///
  /// - Parameters:
  ///   - tuning: measured choices; nil uses the executor's.
  ///   - maxInFlight: how many steps may be on the device at a time. 1 reads the losses of a step
  ///     before it starts the next one; 2, the default, starts the next one first, so that the device
  ///     does not wait for the host. More do not help: the executor waits for the oldest.
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
  /// Meanwhile the caller can prepare batches and start further steps. Where a batch is computed in
  /// parts, the device has two of them at a time: starting a step waits for those before its last two.
  ///
  /// - Precondition: fewer than `maxInFlight` steps are in flight; the batch has the plan's size and
  ///   labels for every head.
  public func startStep(
    on batch: TrainingBatch, noise: HostTensor<Float>? = nil
  ) throws(ComputeError) {
    precondition(inFlight.count < maxInFlight, "\(inFlight.count) steps are in flight")
    let count = plan.options.accumulate
    guard count > 1 else {
      inFlight.append([try start(batch, noise: noise, part: 0)])
      return
    }
    var parts: [Part] = []
    for (part, rows) in batch.rows(ofParts: count).enumerated() {
      parts.append(
        try start(batch.selecting(rows), noise: noise.map { $0.selecting(rows) }, part: part))
    }
    inFlight.append(parts)
  }

  /// Starts a part of the next step.
  private func start(
    _ batch: TrainingBatch, noise: HostTensor<Float>?, part: Int
  ) throws(ComputeError) -> Part {
    let inputs = inputs(of: batch, noise: noise, part: part, ofStep: step + inFlight.count)
    let run = try executor.submit(
      loaded, inputs: inputs.values(for: devicePlan),
      reading: [TrainingPlan.OutputName.losses, TrainingPlan.OutputName.finite])
    return Part(run: run, inputs: inputs)
  }

  /// The inputs of a part of a step.
  ///
  /// - Parameter number: the number of steps before it.
  func inputs(
    of batch: TrainingBatch, noise: HostTensor<Float>? = nil, part: Int, ofStep number: Int
  ) -> InputValues {
    var inputs = plan.inputs.values(
      batch, noise: noise,
      randomState: RandomState.values(
        seed: seed, step: number * plan.options.accumulate + part))
    plan.controls.set(in: &inputs, part: part, ofStep: number, seed: seed, plan.options)
    return inputs
  }

  /// Waits for the oldest step in flight and returns its losses, means over its parts, in the order of
  /// `lossNames`.
  ///
  /// - Throws: `TrainingError.notFinite` when the total loss is not finite or, with loss scaling, a
  ///   gradient is not finite at the smallest scale. The variables are then those before the step, and
  ///   steps that were started after it have no effect. `ComputeError` where the device failed.
  /// - Precondition: a step is in flight.
  public func finishStep() throws -> LossValues {
    precondition(!inFlight.isEmpty, "no step was started")
    let parts = inFlight.removeFirst()
    var sums = [Double](repeating: 0, count: plan.lossNames.count)
    var isFinite = true
    for part in parts {
      let outputs = try part.run.outputs()
      func output(_ name: String) -> HostTensor<Float> {
        guard let value = outputs[name] else {
          preconditionFailure("a step without output \(name)")
        }
        return value
      }
      let values = output(TrainingPlan.OutputName.losses).values
      for (index, value) in values.enumerated() { sums[index] += Double(value) }
      isFinite = isFinite && output(TrainingPlan.OutputName.finite).integers == [1]
    }
    let losses = LossValues(
      names: plan.lossNames, values: sums.map { Float($0 / Double(parts.count)) })
    guard isFinite else {
      try dropSteps()
      throw TrainingError.notFinite(
        step: step + 1, losses: losses, tensor: try firstNonFinite(parts.map(\.inputs)))
    }
    step += 1
    return losses
  }

  /// Waits for all steps in flight and discards their losses.
  ///
  /// - Throws: as `finishStep`.
  package func finishSteps() throws {
    while !inFlight.isEmpty { _ = try finishStep() }
  }

  /// Discards the steps in flight, which the device skips, and clears `halted`.
  private func dropSteps() throws(ComputeError) {
    for part in inFlight.joined() { _ = try part.run.outputs() }
    inFlight = []
    try executor.set(TrainingPlan.halted, to: HostTensor(zeros: TrainingPlan.halted.spec))
  }

  /// Takes one step and returns its losses.
  ///
  /// - Throws: as `finishStep`.
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

  /// Sets the step counter, after a checkpoint has restored the variables.
  ///
  /// - Precondition: no step is in flight.
  package func resume(at step: Int) {
    precondition(inFlight.isEmpty, "\(inFlight.count) steps are in flight")
    self.step = step
  }
}

extension HostTensor<Float> {
  /// The values of some rows.
  fileprivate func selecting(_ rows: [Int]) -> HostTensor {
    HostTensor(
      values.selecting(rows, of: shape[0]),
      shape: Shape([rows.count] + shape.dimensions.dropFirst()))
  }
}
