public import Graphs
public import Operations

/// Batch normalisation over all axes but the last, with an activation after it.
///
/// y = activation(γ·(x − mean)/√(variance + ε) + β); x and y are [..., channels]. Training uses the
/// batch's mean and biased variance and updates the moving statistics with `momentum`, the variance
/// times n/(n − 1); inference uses the moving statistics.
/// Parameters `gamma` (ones), `beta` (zeros); statistics `moving_mean` (zeros), `moving_variance`
/// (ones).
public struct BatchNorm: Layer, Hashable {
  public let activation: Activation
  public let momentum: Float
  public let epsilon: Float

  public init(activation: Activation = .identity, momentum: Float = 0.99, epsilon: Float = 1e-3) {
    self.activation = activation
    self.momentum = momentum
    self.epsilon = epsilon
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    let shape = Shape([x.shape.last])
    let gamma = context.parameter("gamma", shape, .ones)
    let beta = context.parameter("beta", shape, .zeros)
    let mean = context.statistic("moving_mean", shape)
    let variance = context.statistic("moving_variance", shape, .ones)
    switch context.mode {
    case .training:
      let results = BatchNormalization(epsilon: epsilon, activation: activation).all(
        [x, gamma, beta], label: context.name)
      let count = Float(x.shape.rows)
      context.track(mean, value: results[1], momentum: momentum)
      context.track(
        variance, value: results[2], momentum: momentum,
        factor: count > 1 ? count / (count - 1) : 1)
      return results[0]
    case .inference:
      return Normalize(epsilon: epsilon, activation: activation)(
        x, gamma, beta, .variable(mean), .variable(variance), label: context.name)
    }
  }
}

/// Inverted dropout: in training y = 0 with probability `rate`, else x / (1 − rate); in inference y = x.
public struct DropoutLayer: Layer, Hashable {
  public let rate: Float

  public init(rate: Float) {
    self.rate = rate
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    guard context.mode == .training, context.dropsOut else { return x }
    return Dropout(rate: rate, stream: context.stream)(x, context.randomState, label: context.name)
  }
}

/// Reshapes each sample, [batch, …] → [batch] + `shape`; nil flattens it.
public struct ReshapeLayer: Layer, Hashable {
  public let shape: Shape?

  public init(_ shape: Shape?) {
    self.shape = shape
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    let target = shape ?? Shape([x.shape.dimensions.dropFirst().reduce(1, *)])
    return Reshape(to: Shape([x.shape[0]] + target.dimensions))(x, label: context.name)
  }
}
