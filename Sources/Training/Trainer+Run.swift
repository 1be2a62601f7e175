extension Trainer {
  /// Trains on the next batches and returns the means of the losses; no step is left in flight.
  ///
  /// For the losses of each step, or to do something between two steps, use a `StepSequence`.
  ///
  /// - Parameter steps: how many, at least 1; nil for one epoch.
  /// - Throws: `TrainingError.notFinite`, `ComputeError`, or `DatasetError` where a file cannot be
  ///   read.
  /// - Precondition: no step is in flight.
  @discardableResult
  public func run(_ batches: inout SampleBatches, steps: Int? = nil) throws -> LossValues {
    let steps = steps ?? batches.stepsPerEpoch
    precondition(steps > 0, "\(steps) steps of training")
    var sequence = StepSequence(self, batches, until: step + steps)
    defer { batches = sequence.batches }
    var sums = LossSums()
    while let step = try sequence.next() { sums.add(step.losses) }
    return sums.means(plan.lossNames)
  }
}
