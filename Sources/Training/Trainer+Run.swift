extension Trainer {
  /// Trains on the next batches and returns the means of the loss terms.
  ///
  /// Batches are put together while the device computes, and up to `maxInFlight` steps are submitted at
  /// a time; none is left in flight.
  ///
  /// - Parameter steps: how many; nil for one epoch.
  /// - Throws: `TrainingError.notFinite`, `ComputeError`, or `DatasetError` where a file cannot be
  ///   read.
  @discardableResult
  public func run(_ batches: inout SampleBatches, steps: Int? = nil) throws -> LossValues {
    let steps = steps ?? batches.stepsPerEpoch
    precondition(steps > 0, "\(steps) steps of training")
    let end = step + steps
    var sequence = StepSequence(self, batches, until: end)
    defer { batches = sequence.batches }
    var sums = LossSums()
    for _ in 0..<steps { sums.add(try sequence.finishNext(before: end)) }
    return LossValues(
      names: plan.lossNames, values: plan.lossNames.map { Float(sums.mean($0) ?? .nan) })
  }
}
