extension Trainer {
  /// Trains on the next batches and returns the means of the loss terms.
  ///
  /// The next batch is put together while the device computes.
  ///
  /// - Parameter steps: how many; nil for one epoch.
  /// - Throws: `TrainingError.notFinite`, `ComputeError`, or `DatasetError` where a file cannot be
  ///   read.
  @discardableResult
  public func run(_ batches: inout SampleBatches, steps: Int? = nil) throws -> LossValues {
    let steps = steps ?? batches.stepsPerEpoch
    precondition(steps > 0, "\(steps) steps of training")
    var sums = LossSums()
    var batch = try batches.next()
    for remaining in (0..<steps).reversed() {
      try startStep(on: batch)
      let following = remaining > 0 ? try batches.next() : batch
      sums.add(try finishStep(of: batch))
      batch = following
    }
    return LossValues(
      names: plan.lossNames, values: plan.lossNames.map { Float(sums.mean($0) ?? .nan) })
  }
}
