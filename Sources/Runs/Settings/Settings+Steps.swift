extension Settings {
  /// The steps that a new run on one's own data takes at least, where neither `epochs` nor `maxSteps` asks
  /// for fewer: ten passes over a hundred rows are ten steps.
  package static let leastSteps = 200

  /// The same settings with as many epochs as `leastSteps` needs, where that is more; ten checkpoints are
  /// then saved on the way, not one for each of many short epochs.
  package func reachingLeastSteps(stepsPerEpoch: Int) -> Settings {
    let least = (Self.leastSteps + stepsPerEpoch - 1) / stepsPerEpoch
    guard epochs < least else { return self }
    var longer = self
    longer.epochs = least
    if checkpointEvery == nil { longer.checkpointEvery = max(stepsPerEpoch, Self.leastSteps / 10) }
    return longer
  }

  /// The steps that are asked for in all.
  func totalSteps(stepsPerEpoch: Int) -> Int {
    let (steps, overflows) = epochs.multipliedReportingOverflow(by: stepsPerEpoch)
    return min(overflows ? .max : steps, maxSteps ?? .max)
  }

  /// The same settings with the steps of the learning rate's schedule, which stay when the totals of a
  /// resumed run grow.
  func resolvingSchedule(stepsPerEpoch: Int) -> Settings {
    var resolved = self
    resolved.learningRateSchedule = learningRateSchedule.resolved(
      totalSteps: totalSteps(stepsPerEpoch: stepsPerEpoch))
    return resolved
  }
}
