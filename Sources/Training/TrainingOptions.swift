public import Datasets

/// What a training step does in addition to the model's loss and the optimiser's update.
public struct TrainingOptions: Sendable, Hashable {
  /// How the learning rate changes over the steps.
  public var schedule = LearningRateSchedule.constant
  /// The steps over which the weight of the KL term grows from 0 to its value, linearly; 0 for none.
  public var klWarmUp = 0
  /// The largest Euclidean norm of all gradients together, to which longer ones are scaled; nil for any.
  public var clipNorm: Float?
  /// The parts in which a batch is computed; their gradients are averaged, and batch norm sees a part.
  public var accumulate = 1
  /// The type in which samples are stored and sent to the device, which converts bytes. A plan for
  /// floats takes batches of bytes too, converted on the host; the bits are the same.
  public var element = SampleElement.float
  /// Random changes of the samples; nil for none.
  public var augmentation: Augmentation?

  public init() {}
}

/// How the learning rate changes over the steps of a training.
public enum LearningRateSchedule: Sendable, Hashable {
  case constant
  /// Divided by 10 after each `every` steps.
  case step(every: Int)
  /// ½·(1 + cos(π·step/`steps`)) of the rate, from all of it at step 0 to none at step `steps`.
  case cosine(steps: Int)
}
