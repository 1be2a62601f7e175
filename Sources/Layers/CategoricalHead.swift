public import Graphs
import Operations

/// The classification layer π: softmax(x·W + b) along the last axis; x is [..., in].
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

  /// The name of one of the head's outputs: `stem`, followed by the head's name where it has one, as in
  /// `probabilities.category`.
  public func output(_ stem: String) -> String {
    name.isEmpty ? stem : stem + "." + name
  }

  /// Describes the layer applied to `features`, [..., in].
  public func callAsFunction(_ features: Tensor, _ context: inout Context) -> Classification {
    let logits =
      name.isEmpty
      ? Dense(classes)(features, &context)
      : context.within(name) { Dense(classes)(features, &$0) }
    return Classification(
      head: self, logits: logits, probabilities: Softmax()(logits, label: context.name))
  }
}

/// The output of a classification layer for a batch.
public struct Classification: Sendable {
  public let head: CategoricalHead
  /// [..., classes]
  public let logits: Tensor
  /// softmax(logits), of the same shape.
  public let probabilities: Tensor
}
