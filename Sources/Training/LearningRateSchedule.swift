import RealModule

/// How the learning rate changes over the steps of a training.
public enum LearningRateSchedule: Sendable, Hashable {
  case constant
  /// Divided by 10 after each `every` steps.
  case step(every: Int)
  /// ½·(1 + cos(π·step/`steps`)) of the rate, from all of it at step 0 to none at step `steps`.
  case cosine(steps: Int)

  /// The factor on the learning rate of a step.
  ///
  /// - Parameter step: the number of steps before it.
  /// - Precondition: `every` and `steps` are at least 1.
  public func factor(at step: Int) -> Float {
    switch self {
    case .constant: return 1
    case .step(let every):
      precondition(every > 0, "a learning rate that falls every \(every) steps")
      return Float(Double.pow(10, -(step / every)))
    case .cosine(let steps):
      precondition(steps > 0, "a learning rate that falls over \(steps) steps")
      guard step < steps else { return 0 }
      return Float((1 + Double.cos(Double.pi * Double(step) / Double(steps))) / 2)
    }
  }
}
