package import Datasets

/// Training steps on successive batches: the device is given the next step before the losses of the
/// last one are read, and the batch after that is put together meanwhile.
///
///     host     batch 3 │ losses 1, start 3 │ batch 4 │ losses 2, start 4 │ …
///     device   ── step 1 ──┤──── step 2 ────────┤──── step 3 ────────┤
package struct StepSequence {
  private let trainer: Trainer
  private let end: Int
  /// The sampler, with the batch that is ready drawn from it.
  package private(set) var batches: SampleBatches
  /// Where the sampler stands after the batches of all finished steps.
  package private(set) var position: BatchSampler.Position
  private var ready: (batch: TrainingBatch, position: BatchSampler.Position)?
  /// Where the sampler stands after the batch of each step in flight.
  private var following: [BatchSampler.Position] = []

  /// - Parameter end: the number of the last step, beyond which no batch is drawn.
  /// - Precondition: no step of the trainer is in flight.
  package init(_ trainer: Trainer, _ batches: SampleBatches, until end: Int) {
    precondition(trainer.stepsInFlight == 0, "\(trainer.stepsInFlight) steps are in flight")
    self.trainer = trainer
    self.batches = batches
    self.end = end
    position = batches.position
  }

  /// Finishes the next step and returns its losses.
  ///
  /// - Parameter pause: the number of the step after which something else is to happen: none behind it
  ///   is started.
  /// - Throws: `TrainingError.notFinite`, `ComputeError`, or `DatasetError` where a file cannot be
  ///   read; what was in flight is then finished.
  /// - Precondition: a step in flight or before the pause and the end is left.
  package mutating func finishNext(before pause: Int) throws -> LossValues {
    let last = min(pause, end)
    do {
      while trainer.stepsInFlight < trainer.maxInFlight, nextStep <= last {
        guard let (batch, position) = try drawn() else { break }
        try trainer.startStep(on: batch)
        ready = nil
        following.append(position)
      }
      // The device computes meanwhile.
      if nextStep <= end { _ = try drawn() }
    } catch {
      try trainer.finishSteps()
      throw error
    }
    let losses = try trainer.finishStep()
    position = following.removeFirst()
    return losses
  }

  /// The number of the step that would be started next.
  private var nextStep: Int { trainer.step + trainer.stepsInFlight + 1 }

  private mutating func drawn() throws -> (batch: TrainingBatch, position: BatchSampler.Position)? {
    if ready == nil { ready = (try batches.next(), batches.position) }
    return ready
  }
}
