public import Graphs
import Operations

/// A rule that turns gradients into new parameters.
public protocol Optimizer: Sendable {
  /// Describes the new values of a parameter and of the optimiser's own variables for it.
  ///
  /// - Parameters:
  ///   - finite: int32 [1]; where it is 0 every value stays as it is.
  ///   - randomState: the state of the step, whose last word counts the steps before this one.
  func updates(
    of parameter: Variable, gradient: Tensor, finite: Tensor, randomState: Tensor
  ) -> [Graph.Assignment]
}

extension Variable {
  /// A variable of the optimiser for this parameter, zero at first.
  fileprivate func slot(_ name: String) -> Variable {
    Variable(self.name + "." + name, spec, role: .optimizer)
  }
}

/// RMSprop (Hinton, Srivastava and Swersky).
///
/// With momentum 0, Keras's form: a ← ρa + (1−ρ)g², p ← p − rate·g/(√a + ε).
/// Else TensorFlow's: a ← ρa + (1−ρ)g², m ← μm + rate·g/√(a + ε), p ← p − m.
public struct RMSprop: Optimizer, Hashable {
  public var learningRate: Float
  public var rho: Float
  public var momentum: Float
  public var epsilon: Float

  public init(
    learningRate: Float, rho: Float = 0.9, momentum: Float = 0, epsilon: Float = 1e-7
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
  }

  public func updates(
    of parameter: Variable, gradient: Tensor, finite: Tensor, randomState: Tensor
  ) -> [Graph.Assignment] {
    let slots =
      [parameter.slot("accumulator")] + (momentum == 0 ? [] : [parameter.slot("momentum")])
    let inputs =
      [.variable(parameter), gradient] + slots.map { Tensor.variable($0) } + [finite]
    let results =
      momentum == 0
      ? RMSpropUpdate(learningRate: learningRate, rho: rho, epsilon: epsilon)
        .all(inputs, label: parameter.name)
      : RMSpropMomentumUpdate(
        learningRate: learningRate, rho: rho, momentum: momentum, epsilon: epsilon
      ).all(inputs, label: parameter.name)
    return zip([parameter] + slots, results).map { Graph.Assignment($0, $1) }
  }
}

/// Gradient descent with momentum: m ← μm − rate·g, p ← p + m.
public struct SGD: Optimizer, Hashable {
  public var learningRate: Float
  public var momentum: Float

  public init(learningRate: Float, momentum: Float = 0.9) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  public func updates(
    of parameter: Variable, gradient: Tensor, finite: Tensor, randomState: Tensor
  ) -> [Graph.Assignment] {
    let slot = parameter.slot("momentum")
    let results = MomentumUpdate(learningRate: learningRate, momentum: momentum).all(
      [.variable(parameter), gradient, .variable(slot), finite], label: parameter.name)
    return [Graph.Assignment(parameter, results[0]), Graph.Assignment(slot, results[1])]
  }
}

/// Adam (Kingma and Ba 2015), ε outside the root as in Keras.
public struct Adam: Optimizer, Hashable {
  public var learningRate: Float
  public var beta1: Float
  public var beta2: Float
  public var epsilon: Float

  public init(
    learningRate: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-7
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  public func updates(
    of parameter: Variable, gradient: Tensor, finite: Tensor, randomState: Tensor
  ) -> [Graph.Assignment] {
    let slots = [parameter.slot("mean"), parameter.slot("variance")]
    let inputs =
      [.variable(parameter), gradient] + slots.map { Tensor.variable($0) }
      + [randomState, finite]
    let results = AdamUpdate(
      learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon
    ).all(inputs, label: parameter.name)
    return zip([parameter] + slots, results).map { Graph.Assignment($0, $1) }
  }
}
