public import Graphs
import Kernels

/// Batch normalisation in training: y = activation((x − mean)/√(variance + ε)·γ + β).
///
/// Inputs x [..., C], γ [C], β [C]; outputs y like x, and the batch's mean [C] and biased variance
/// [C] over all rows. The statistics are for the moving averages: only y has a gradient.
public struct BatchNormalization: NormalizationPass, Hashable {
  public let epsilon: Float
  public let activation: Activation

  public init(epsilon: Float = 1e-3, activation: Activation = .identity) {
    self.epsilon = epsilon
    self.activation = activation
  }

  public var name: String { "batchNormalization" }

  func with(_ activation: Activation) -> BatchNormalization {
    BatchNormalization(epsilon: epsilon, activation: activation)
  }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 3, inputs.allSatisfy({ $0.elementType == .float32 }),
      inputs[0].shape.rank >= 1, inputs[0].shape.count > 0,
      inputs[1...].allSatisfy({ $0.shape == [inputs[0].shape.last] })
    else {
      throw ShapeError(name, inputs, expected: "x [..., C] with rows, gamma [C], beta [C], float32")
    }
    return [inputs[0], inputs[1], inputs[1]]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return [nil, nil, nil] }
    let gradient = BatchNormalizationGradient(epsilon: epsilon, activation: activation)
    return gradient.all([upstream] + inputs + outputs[1...])
  }

  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let grid = ChannelGrid(inputs[0].shape, for: device)
    let statistics = ChannelMoments.launches(
      of: .input(0), half, by: .workspace(1), mean: .output(1), variance: .output(2),
      scale: .init(gamma: .input(1), epsilon: epsilon, result: .workspace(0)), on: grid)
    let pass = grid.normalize(
      activation, half, mean: .output(1), scale: .workspace(0), beta: .input(2))
    return Lowering(
      statistics + [pass], workspace: [grid.channels * 4] + grid.partialBytes,
      inPlace: [.init(input: 0, output: 0)])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let statistics = ChannelMoments.evaluate(inputs[0])
    let normalized = Normalize(epsilon: epsilon, activation: activation)
      .evaluate(inputs + statistics)
    return normalized + statistics
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 8 * inputs[0].shape.count }
}

extension ChannelGrid {
  /// The pass that normalises input 0 with known statistics into output 0.
  func normalize(
    _ activation: Activation, _ half: HalfOperands, mean: KernelLaunch.Argument,
    scale: KernelLaunch.Argument, beta: KernelLaunch.Argument
  ) -> Launch {
    .kernel(
      KernelSpecification(
        .normalize, "batchNormalize",
        constants: half.constants(["x": .input(0), "y": .output(0)]).merging(
          ["ACTIVATION": activation.rawValue]) { $1 }),
      [.input(0), mean, scale, beta, .output(0)] + arguments.prefix(2), on: elements)
  }
}
