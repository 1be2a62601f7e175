/// An error of training itself, not of the device or of files.
public enum TrainingError: Error, Sendable, CustomStringConvertible {
  /// The total loss of a step, or one of its gradients, is not finite; the parameters are those before
  /// the step, and `tensor` is the first tensor that is not finite.
  case notFinite(step: Int, losses: LossValues, tensor: String)

  public var description: String {
    switch self {
    case .notFinite(let step, let losses, let tensor):
      let terms = zip(losses.names, losses.values).map { "\($0) \($1)" }.joined(separator: ", ")
      let what = losses[.total]?.isFinite == true ? "a gradient" : "the loss"
      return
        "step \(step): \(what) is not finite (\(terms)); the first tensor that is not: \(tensor); "
        + "parameters and the last checkpoint are kept, try a smaller learning rate"
    }
  }
}
