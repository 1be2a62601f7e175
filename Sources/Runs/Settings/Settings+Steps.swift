extension Settings {
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
