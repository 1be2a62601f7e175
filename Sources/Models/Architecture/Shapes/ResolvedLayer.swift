import Basics
import Graphs
import Layers
import Operations

/// A layer with the sizes that the data give it, for one sample.
struct ResolvedLayer: Sendable {
  /// The name in paths of parameters, without encoder or decoder.
  var name: String
  let layer: any Layer
  /// The shape of the result, without the batch.
  let output: Shape
  /// Numbers that are trained.
  var parameters = 0
  /// Numbers of moving statistics.
  var statistics = 0
  /// Twice the multiply-adds of products with parameters, in one forward pass of a sample.
  var flops = 0

  init(
    _ name: String, _ layer: any Layer, output: Shape, parameters: Int = 0, statistics: Int = 0,
    flops: Int = 0
  ) {
    self.name = name
    self.layer = layer
    self.output = output
    self.parameters = parameters
    self.statistics = statistics
    self.flops = flops
  }

  /// Along the last axis of `input`.
  ///
  /// Where a product wraps, here or below, the result has more values than a layer may give, which
  /// `ArchitectureSource.check` refuses.
  static func dense(
    _ name: String, _ units: Int, _ activation: Activation = .identity, of input: Shape
  ) -> ResolvedLayer {
    ResolvedLayer(
      name, Dense(units, activation: activation),
      output: Shape(input.dimensions.dropLast() + [units]), parameters: (input.last + 1) &* units,
      flops: (2 * input.count) &* units)
  }

  /// ⌈height/stride⌉ · ⌈width/stride⌉ positions, each k·k·in/groups · channels multiply-adds.
  static func convolution(
    _ name: String, _ layer: Convolution2D, of input: Shape
  ) -> ResolvedLayer {
    let output: Shape = [
      input[0].dividedRoundingUp(by: layer.stride), input[1].dividedRoundingUp(by: layer.stride),
      layer.channels,
    ]
    let window = layer.kernel * layer.kernel * (input[2] / layer.groups)
    return ResolvedLayer(
      name, layer, output: output, parameters: (window + 1) * layer.channels,
      flops: (2 * output.count) &* window)
  }

  /// The sums over the convolutions and batch norms of the block.
  static func residual(
    _ name: String, _ block: ResidualBlock, of input: Shape
  ) -> ResolvedLayer {
    let reduced = convolution("conv1", block.reduction, of: input)
    let grouped = convolution("conv2", block.grouped, of: reduced.output)
    let expanded = convolution("conv3", block.expansion, of: grouped.output)
    let shortcut = block.projection(from: input.last).map { convolution("conv1", $0, of: input) }
    let layers = [reduced, grouped, expanded] + (shortcut.map { [$0] } ?? [])
    let all = layers + layers.map { batchNorm("bn", .identity, of: $0.output) }
    func sum(_ number: KeyPath<ResolvedLayer, Int>) -> Int {
      all.reduce(0) { $0 &+ $1[keyPath: number] }
    }
    return ResolvedLayer(
      name, block, output: expanded.output, parameters: sum(\.parameters),
      statistics: sum(\.statistics), flops: sum(\.flops))
  }

  /// As many multiply-adds as the convolution whose gradient it is: one window for each value of its
  /// input.
  static func deconvolution(
    _ name: String, _ layer: TransposedConvolution2D, height: Int, width: Int, of input: Shape
  ) -> ResolvedLayer {
    let window = layer.kernel * layer.kernel * layer.channels
    return ResolvedLayer(
      name, layer, output: [height, width, layer.channels],
      parameters: window * input[2] + layer.channels, flops: 2 * input.count * window)
  }

  static func lstm(_ name: String, _ layer: LSTMLayer, of input: Shape) -> ResolvedLayer {
    let (steps, gates) = (input[0], 4 * layer.units)
    return ResolvedLayer(
      name, layer, output: [steps, layer.units],
      parameters: (input[1] + layer.units + 1) * gates,
      flops: 2 * steps * (input[1] + layer.units) * gates)
  }

  static func batchNorm(
    _ name: String, _ activation: Activation, of input: Shape
  ) -> ResolvedLayer {
    ResolvedLayer(
      name, BatchNorm(activation: activation), output: input, parameters: 2 * input.last,
      statistics: 2 * input.last)
  }

  static func reshape(_ name: String, to shape: Shape) -> ResolvedLayer {
    ResolvedLayer(name, ReshapeLayer(shape), output: shape)
  }
}
