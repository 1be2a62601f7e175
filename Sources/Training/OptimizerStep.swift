public import Graphs
import Operations

/// What an optimiser's update reads of a step in addition to parameters and gradients.
public struct OptimizerStep: Sendable {
  /// int32 [1]; where it is not 1, every value stays unchanged.
  public let finite: Tensor
  /// A state (`RandomState.spec`) whose last word is the number of earlier steps.
  public let randomState: Tensor
  /// float32 [1]: a factor on the learning rate; nil for 1.
  public let rateFactor: Tensor?
  /// float32 [1]: a factor on every gradient; nil for 1.
  public let gradientFactor: Tensor?

  public init(
    finite: Tensor, randomState: Tensor, rateFactor: Tensor? = nil, gradientFactor: Tensor? = nil
  ) {
    self.finite = finite
    self.randomState = randomState
    self.rateFactor = rateFactor
    self.gradientFactor = gradientFactor
  }

  /// Which factors there are.
  var factors: UpdateFactors {
    UpdateFactors(rate: rateFactor != nil, gradient: gradientFactor != nil)
  }

  /// The last inputs of the update: the factors and the flag.
  var inputs: [Tensor] { [rateFactor, gradientFactor].compactMap { $0 } + [finite] }
}
