public import Training

/// The loss of a run's step is not finite: what happened, what repeats it, and what goes on without it.
public struct TrainingFault: Error, Sendable, CustomStringConvertible {
  public let error: TrainingError
  /// The run's folder; `ReplayRun` repeats the step that it has saved.
  public let run: String
  /// Why the step could not be saved; nil where it was.
  public let obstacle: String?
  /// A run that goes on with a smaller learning rate; nil where the step could not be saved.
  public let lowerRate: LowerRateRun?

  init(
    _ error: TrainingError, run: String, obstacle: String? = nil, lowerRate: LowerRateRun? = nil
  ) {
    self.error = error
    self.run = run
    self.obstacle = obstacle
    self.lowerRate = lowerRate
  }

  public var description: String {
    "\(error)" + (obstacle.map { "; the step could not be saved: \($0)" } ?? "")
  }
}
