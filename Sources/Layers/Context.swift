public import Graphs

/// What a layer is told when it is applied: where it is, whether it trains, and its random state.
///
/// A context is passed along by reference, so that layers can leave the new values of their
/// statistics in it. Names of variables and random streams come from its path, and so do not change
/// when nodes are fused or inserted.
public struct Context {
  public enum Mode: Sendable, Hashable {
    /// Batch norm uses the batch's statistics, dropout is on.
    case training
    /// Batch norm uses its moving statistics, dropout is off.
    case inference
  }

  public let mode: Mode
  /// The random state of the step (`RandomState.spec`): an input of the graph.
  public let randomState: Tensor
  /// Whether dropout layers drop in training; tests against other frameworks switch it off.
  public let dropsOut: Bool
  /// Statistics that the layers tracked in this application: variable and value of this batch.
  public private(set) var statistics: [Statistic] = []
  private var path: [String] = []

  /// What a batch adds to a moving statistic.
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
    _ mode: Mode, randomState: Tensor = .input("random", RandomState.spec), dropsOut: Bool = true
  ) {
    self.mode = mode
    self.randomState = randomState
    self.dropsOut = dropsOut
  }

  /// The path of the layer being applied, for example `encoder.dense1`.
  public var name: String { path.joined(separator: ".") }

  /// Runs `body` one level down.
  public mutating func within<Result>(
    _ component: String, _ body: (inout Context) -> Result
  ) -> Result {
    path.append(component)
    defer { path.removeLast() }
    return body(&self)
  }

  /// A parameter of the present layer.
  public func parameter(_ name: String, _ shape: Shape, _ initializer: Initializer) -> Tensor {
    .variable(Variable(qualified(name), TensorSpec(shape), initializer: initializer))
  }

  /// The random stream of the present layer.
  public var stream: RandomStream { RandomStream(name) }

  /// Notes the batch's value of a moving statistic.
  public mutating func track(
    _ variable: Variable, value: Tensor, momentum: Float, factor: Float = 1
  ) {
    statistics.append(
      Statistic(variable: variable, value: value, momentum: momentum, factor: factor))
  }

  func qualified(_ name: String) -> String {
    (path + [name]).joined(separator: ".")
  }
}

/// A function with parameters: a value that describes, owns nothing and can be printed.
public protocol Layer: Sendable {
  /// Describes the layer applied to `x`.
  func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor
}
