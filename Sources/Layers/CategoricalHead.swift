public import Graphs
import Operations

/// A softmax classification layer π.
///
/// Parameters `kernel` [in, classes], `bias` [classes].
public struct CategoricalHead: Sendable, Hashable {
  /// The name under `pi`, empty where there is one head only.
  public let name: String
  public let classes: Int

  public init(_ name: String = "", classes: Int) {
    self.name = name
    self.classes = classes
  }

  /// The name of one of the head's outputs: `stem`, with the head's own name behind it where it has
  /// one, as in `probabilities.category`.
  public func output(_ stem: String) -> String {
    name.isEmpty ? stem : stem + "." + name
  }

  public func callAsFunction(_ features: Tensor, _ context: inout Context) -> Classification {
    let logits =
      name.isEmpty
      ? Dense(classes)(features, &context)
      : context.within(name) { Dense(classes)(features, &$0) }
    return Classification(
      head: self, logits: logits, probabilities: Softmax()(logits, label: context.name))
  }
}

/// What a classification layer says of a batch.
public struct Classification: Sendable {
  public let head: CategoricalHead
  /// [..., classes]
  public let logits: Tensor
  /// softmax(logits)
  public let probabilities: Tensor
}
