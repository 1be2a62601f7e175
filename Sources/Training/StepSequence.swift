public import Datasets

/// The training loop: steps on successive batches, each with its losses.
///
///     var steps = StepSequence(trainer, batches, until: 1_000)
///     while let step = try steps.next() { print(step.number, step.losses) }
///
/// The device gets the next step before the losses of the last one are read, and the host reads the
/// batch after that meanwhile:
///
///     host     batch 3 │ losses 1, start 3 │ batch 4 │ losses 2, start 4 │ …
///     device   ── step 1 ──┤──── step 2 ────────┤──── step 3 ────────┤
///
/// To save or evaluate the model after a given step, pause there: `next(pausingAfter:)` starts no
/// step beyond it, so that the variables are those of that step.
public struct StepSequence {
  /// A finished step.
  public struct Step: Sendable, Hashable {
    /// Counted from 1, over all runs of the trainer.
    public let number: Int
    public let losses: LossValues
  }

  private let trainer: Trainer
  private let end: Int
  /// The batches; one that is read ahead counts as drawn.
  public private(set) var batches: SampleBatches
  /// The sampler's position after the batches of all finished steps, for a checkpoint.
  public private(set) var position: BatchSampler.Position
  private var ready: Batch?
  /// The sampler's position after the batch of each step in flight.
  private var positionsInFlight: [BatchSampler.Position] = []

  private struct Batch {
    let batch: TrainingBatch
    /// The sampler's position after it.
    let position: BatchSampler.Position
  }

  /// - Parameter end: the number of the last step.
  /// - Precondition: no step of the trainer is in flight.
  public init(_ trainer: Trainer, _ batches: SampleBatches, until end: Int) {
    precondition(trainer.stepsInFlight == 0, "\(trainer.stepsInFlight) steps are in flight")
    self.trainer = trainer
    self.batches = batches
    self.end = end
    position = batches.position
  }

  /// Finishes the next step; nil when the last step, or the one to pause after, is finished.
  ///
  /// - Parameter pause: the number of a step; no step after it is started.
  /// - Throws: `TrainingError.notFinite`, `ComputeError`, or `DatasetError` where a file cannot be
  ///   read; the steps in flight are finished first, and `position` follows them.
  public mutating func next(pausingAfter pause: Int = .max) throws -> Step? {
    let last = min(pause, end)
    do {
      while trainer.stepsInFlight < trainer.maxInFlight, nextNumber <= last {
        let next = try readAhead()
        try trainer.startStep(on: next.batch)
        ready = nil
        positionsInFlight.append(next.position)
      }
      // The device computes meanwhile.
      if nextNumber <= end { _ = try readAhead() }
    } catch {
      try finishSteps()
      throw error
    }
    return trainer.stepsInFlight == 0 ? nil : try finishStep()
  }

  /// The losses of the next step.
  ///
  /// - Throws: as `next(pausingAfter:)`.
  /// - Precondition: a step up to the pause and the end is left.
  package mutating func finishNext(before pause: Int) throws -> LossValues {
    guard let step = try next(pausingAfter: pause) else {
      preconditionFailure("no step is left up to \(min(pause, end))")
    }
    return step.losses
  }

  /// The batch of the step that would be started next; it stays the next one.
  package mutating func nextBatch() throws(DatasetError) -> TrainingBatch { try readAhead().batch }

  /// The number of the step that would be started next.
  private var nextNumber: Int { trainer.step + trainer.stepsInFlight + 1 }

  private mutating func readAhead() throws(DatasetError) -> Batch {
    if let ready { return ready }
    let next = Batch(batch: try batches.next(), position: batches.position)
    ready = next
    return next
  }

  private mutating func finishStep() throws -> Step {
    do {
      let losses = try trainer.finishStep()
      position = positionsInFlight.removeFirst()
      return Step(number: trainer.step, losses: losses)
    } catch {
      // The trainer has dropped the steps after it.
      if trainer.stepsInFlight == 0 { positionsInFlight = [] }
      throw error
    }
  }

  private mutating func finishSteps() throws {
    while trainer.stepsInFlight > 0 { _ = try finishStep() }
  }
}
