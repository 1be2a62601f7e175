public import Datasets

/// What a training step does in addition to the model's loss and the optimiser's update.
///
/// All of it is a function of the step's number and these options, so that a resumed training has the
/// same bits.
public struct TrainingOptions: Sendable, Hashable {
  /// How the learning rate changes over the steps.
  public var schedule = LearningRateSchedule.constant
  /// The steps over which the weight of the KL term grows from 0 to its value, linearly; 0 for none.
  ///
  /// The weight of step s = 1, 2, … is multiplied by min(1, (s − 1)/`klWarmUp`).
  public var klWarmUp = 0
  /// The largest Euclidean norm of all gradients together, to which longer ones are scaled; nil for any.
  public var clipNorm: Float?
  /// The parts in which a batch is computed; their gradients are averaged, and batch norm sees a part.
  ///
  /// The memory of a step is that of a part. Each part moves the moving statistics of batch norm, has
  /// random numbers of its own, and has its portion of the batch's labelled rows, rounded down or up.
  /// Losses are means over the parts.
  public var accumulate = 1
  /// The type in which samples are stored and sent to the device, which converts bytes. A plan for
  /// floats takes batches of bytes too, converted on the host; the bits are the same.
  public var element = SampleElement.float
  /// Random changes of the samples; nil for none.
  public var augmentation: Augmentation?

  public init() {}

  /// The factor on the KL term's weight in a step.
  ///
  /// - Parameter step: the number of steps before it.
  public func klFactor(at step: Int) -> Float {
    step < klWarmUp ? Float(Double(step) / Double(klWarmUp)) : 1
  }

  /// Checks the options for a batch.
  ///
  /// - Throws: `RunError` of kind `usage` that names the option: `accumulate` where the batch cannot be
  ///   divided into so many parts, and numbers below the least.
  public func check(batchSize: Int) throws(RunError) {
    switch schedule {
    case .step(let steps) where steps < 1, .cosine(let steps) where steps < 1:
      throw .usage(
        setting: "schedule", found: "\(steps) steps", expected: "at least 1",
        advice: "give the steps after which the learning rate falls")
    case .constant, .step, .cosine: break
    }
    guard klWarmUp >= 0 else {
      throw .usage(
        setting: "klWarmUp", found: "\(klWarmUp)", expected: "a number of steps, at least 0",
        advice: "use 0 for no warm-up")
    }
    if let clipNorm, !(clipNorm > 0 && clipNorm.isFinite) {
      throw .usage(
        setting: "clipNorm", found: "\(clipNorm)", expected: "a finite number above 0",
        advice: "leave it out where gradients are not to be clipped")
    }
    guard accumulate >= 1, batchSize.isMultiple(of: accumulate) else {
      throw .usage(
        setting: "accumulate", found: "\(accumulate) parts of a batch of \(batchSize)",
        expected: "a divisor of the batch size", advice: "change one of the two")
    }
  }
}
