public import Graphs
import Operations

/// An optimiser: a rule that updates parameters by their gradients.
public protocol Optimizer: Sendable {
  /// Describes the new values of all parameters and of the optimiser's own variables for them.
  ///
  /// - Parameters:
  ///   - parameters: each with its gradient; none gives no assignments.
  ///   - step: what else the update reads, and must respect.
  func updates(
    of parameters: [(variable: Variable, gradient: Tensor)], in step: OptimizerStep
  ) -> [Graph.Assignment]
}

extension Optimizer {
  /// Applies one multi-tensor operation to all parameters.
  ///
  /// It needs every gradient at once, which costs no memory: updates run after all operations that
  /// read the old values, and the gradients are outputs of the step.
  ///
  /// - Parameters:
  ///   - slots: the names of the optimiser's variables for each parameter, in the operation's order.
  ///   - others: the operation's inputs after the parameters.
  fileprivate func assignments(
    _ update: some Operation, of parameters: [(variable: Variable, gradient: Tensor)],
    slots: [String], others: [Tensor]
  ) -> [Graph.Assignment] {
    guard let first = parameters.first else { return [] }
    let states = parameters.map { parameter in
      [parameter.variable] + slots.map { parameter.variable.slot($0) }
    }
    let inputs = zip(parameters, states).flatMap { parameter, state in
      [.variable(parameter.variable), parameter.gradient]
        + state.dropFirst().map { Tensor.variable($0) }
    }
    let label =
      parameters.count == 1 ? first.variable.name : "\(parameters.count) parameters"
    let results = update.all(inputs + others, label: label)
    return zip(states.joined(), results).map { Graph.Assignment($0, $1) }
  }
}

extension Variable {
  /// A variable of the optimiser for this parameter, initially zero.
  fileprivate func slot(_ name: String) -> Variable {
    Variable(self.name + "." + name, spec, role: .optimizer)
  }
}

/// RMSprop (Hinton, Srivastava and Swersky).
///
/// Without momentum, Keras's form: a ← ρa + (1−ρ)g², p ← p − rate·g/(√a + ε).
/// With it, TensorFlow's: a ← ρa + (1−ρ)g², m ← μm + rate·g/√(a + ε), p ← p − m.
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
    of parameters: [(variable: Variable, gradient: Tensor)], in step: OptimizerStep
  ) -> [Graph.Assignment] {
    guard momentum != 0 else {
      return assignments(
        RMSpropUpdate(
          learningRate: learningRate, rho: rho, epsilon: epsilon, factors: step.factors),
        of: parameters, slots: ["accumulator"], others: step.inputs)
    }
    return assignments(
      RMSpropMomentumUpdate(
        learningRate: learningRate, rho: rho, momentum: momentum, epsilon: epsilon,
        factors: step.factors),
      of: parameters, slots: ["accumulator", "momentum"], others: step.inputs)
  }
}

/// Stochastic gradient descent with momentum: m ← μm − rate·g, p ← p + m.
public struct SGD: Optimizer, Hashable {
  public var learningRate: Float
  public var momentum: Float

  public init(learningRate: Float, momentum: Float = 0.9) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  public func updates(
    of parameters: [(variable: Variable, gradient: Tensor)], in step: OptimizerStep
  ) -> [Graph.Assignment] {
    assignments(
      MomentumUpdate(learningRate: learningRate, momentum: momentum, factors: step.factors),
      of: parameters, slots: ["momentum"], others: step.inputs)
  }
}

/// Adam (Kingma and Ba 2015) with ε outside the root, as in Keras:
/// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², p ← p − rate·√(1−β₂ᵗ)/(1−β₁ᵗ)·m/(√v + ε).
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
    of parameters: [(variable: Variable, gradient: Tensor)], in step: OptimizerStep
  ) -> [Graph.Assignment] {
    assignments(
      AdamUpdate(
        learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
        factors: step.factors),
      of: parameters, slots: ["mean", "variance"], others: [step.randomState] + step.inputs)
  }
}
