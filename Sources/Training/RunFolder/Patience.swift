/// How long a run has gone without getting better; saved with a checkpoint, so that a resumed run stops
/// after the same step.
public struct Patience: Codable, Sendable, Equatable {
  /// The best score so far, the larger the better; nil before the first evaluation.
  public private(set) var best: Double?
  /// The evaluations since the best one.
  public private(set) var evaluations = 0
  /// The losses of the steps since the last evaluation.
  public var losses = LossSums()

  public init() {}

  /// Takes note of an evaluation's score, and begins the next interval.
  public mutating func note(_ score: Double) {
    if score > best ?? -.infinity {
      best = score
      evaluations = 0
    } else {
      evaluations += 1
    }
    losses = LossSums()
  }
}
