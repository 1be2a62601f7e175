/// What a run says while it works.
public enum RunEvent: Sendable {
  /// A line for people: the device, where the run goes on, what was saved.
  case message(String)
  /// Kernels that are ready, and their total.
  case compiling(done: Int, total: Int)
  /// Other things that are counted on the way, by their name.
  case progress(String, done: Int, total: Int)
  /// A training step is done.
  case step(StepProgress)
  /// An epoch, or the last part of one, is done.
  case epoch(EpochSummary)
}

/// Where training stands after a step.
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
