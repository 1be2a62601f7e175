public import Graphs

/// What a layer needs to know when it is applied: its path, the mode, and the random state.
///
/// A context is passed `inout`, so that layers can record the batch's values of their statistics in
/// it. Names of variables and random streams follow from the path alone: fusing or inserting nodes
/// does not change them.
public struct Context {
  public enum Mode: Sendable, Hashable {
    /// Batch norm uses the batch's statistics, dropout is on.
    case training
    /// Batch norm uses its moving statistics, dropout is off.
    case inference
  }

  public let mode: Mode
  /// The name of the graph input that holds the random state of the step.
  public static let randomStateName = "random"

  /// The random state of the step (`RandomState.spec`): an input of the graph.
  public let randomState: Tensor
  /// Whether dropout layers drop in training; tests against other frameworks switch it off.
  public let dropsOut: Bool
  /// The statistics of this batch that layers have recorded so far.
  public private(set) var statistics: [Statistic] = []
  private var path: [String] = []

  /// The update of a moving statistic: momentum · old + (1 − momentum) · factor · value.
  public struct Statistic: Sendable {
    public let variable: Variable
    /// The batch's value.
    public let value: Tensor
    /// The weight of the old value.
    public let momentum: Float
    /// What the batch's value is multiplied by first: n/(n−1) for a variance.
    public let factor: Float
  }

  public init(
    _ mode: Mode, randomState: Tensor = .input(randomStateName, RandomState.spec),
    dropsOut: Bool = true
  ) {
    self.mode = mode
    self.randomState = randomState
    self.dropsOut = dropsOut
  }

  /// The path of the layer being applied, for example `encoder.dense1`.
  public var name: String { path.joined(separator: ".") }

  /// Calls `body` with `component` appended to the path.
  public mutating func within<Result>(
    _ component: String, _ body: (inout Context) -> Result
  ) -> Result {
    path.append(component)
    defer { path.removeLast() }
    return body(&self)
  }

  /// A parameter of the layer being applied, which the optimiser trains.
  public func parameter(_ name: String, _ shape: Shape, _ initializer: Initializer) -> Tensor {
    .variable(Variable(qualified(name), TensorSpec(shape), initializer: initializer))
  }

  /// A moving statistic of the layer being applied: saved with the model, changed by `track` alone.
  ///
  /// `Tensor.variable(_:)` reads it.
  public func statistic(
    _ name: String, _ shape: Shape, _ initializer: Initializer = .zeros
  ) -> Variable {
    Variable(qualified(name), TensorSpec(shape), role: .statistic, initializer: initializer)
  }

  /// The random stream of the layer being applied.
  public var stream: RandomStream { RandomStream(name) }

  /// Records the batch's value of a moving statistic; the training step then assigns it
  /// momentum · old + (1 − momentum) · factor · value.
  public mutating func track(
    _ variable: Variable, value: Tensor, momentum: Float, factor: Float = 1
  ) {
    statistics.append(
      Statistic(variable: variable, value: value, momentum: momentum, factor: factor))
  }

  /// The path of a variable of the layer being applied, for example `encoder.dense1.kernel`.
  public func qualified(_ name: String) -> String {
    (path + [name]).joined(separator: ".")
  }
}

/// A function with parameters: a value that describes a computation and owns no memory.
///
/// A layer gets its variables from the context, by names that are unique within the layer. This one
/// subtracts a moving mean and adds a trained shift:
///
///     struct Centring: Layer {
///       func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
///         let channels = Shape([x.shape.last])
///         let shift = context.parameter("shift", channels, .zeros)
///         let moving = context.statistic("moving_mean", channels)
///         guard context.mode == .training else { return x - .variable(moving) + shift }
///         let mean = Reduction(.mean, axes: 0..<x.shape.rank - 1)(x)
///         context.track(moving, value: mean, momentum: 0.99)
///         return x - mean + shift
///       }
///     }
public protocol Layer: Sendable {
  /// Describes the layer applied to `x`.
  func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor
}
