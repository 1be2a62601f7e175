public import Training

/// What a run reports while it works.
public enum RunEvent: Sendable {
  /// A line for people: the device, where the run is resumed, what was saved.
  case message(String)
  /// A line on what the work goes on without: a driver that fails, a file that cannot be read.
  case warning(String)
  /// The number of compiled kernels, and of all.
  case compiling(done: Int, total: Int)
  /// Progress in something else, by its name.
  case progress(String, done: Int, total: Int)
  /// A training step is done.
  case step(StepProgress)
  /// What the watch has seen of a step.
  case watched(WatchedStep)
  /// An epoch is done, or training has ended within one.
  case epoch(EpochSummary)
}

/// The progress of training after a step.
public struct StepProgress: Sendable {
  /// Steps done, counted from the beginning of the run.
  public let step: Int
  public let totalSteps: Int
  /// The epoch in progress, from 1.
  public let epoch: Int
  /// Steps done since this process began.
  public let stepsHere: Int
  /// Seconds since this process began training.
  public let seconds: Double
  public let batchSize: Int
  /// The means of the loss terms over the epoch so far.
  public let losses: [LossTerm]
}

/// A term of the loss with its value.
public struct LossTerm: Sendable, Hashable, Codable {
  /// `total`, `reconstruction`, `kl` or `classification`.
  public let name: String
  public let value: Double
}

/// The figures of one epoch.
public struct EpochSummary: Sendable {
  public let epoch: Int
  public let step: Int
  public let totalSteps: Int
  /// Seconds that its steps took.
  public let seconds: Double
  /// Means over the epoch.
  public let losses: [LossTerm]
  /// Nil where the run is not evaluated after every epoch.
  public let test: SplitMetrics?
  public let validation: SplitMetrics?
}
