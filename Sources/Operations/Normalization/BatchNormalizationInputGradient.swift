public import Graphs
import Kernels

/// The gradient of batch normalisation with respect to its input, from known sums over rows.
///
/// Inputs: the upstream gradient, with respect to the activation's output, x [..., C], mean [C], β [C],
/// and three factors [3, C] that follow from the sums. Output dx like x: with g the upstream gradient
/// times the activation's derivative at (x − mean)·f₀ + β, and n rows,
///
///     dx = f₀·(g − f₁ − (x − mean)·f₂)
///     f₀ = γ/√(variance + ε)    f₁ = dβ/n    f₂ = dγ/(n·√(variance + ε))
public struct BatchNormalizationInputGradient: HalfStorable, NonDifferentiable, Hashable {
  public let activation: Activation

  public init(activation: Activation = .identity) {
    self.activation = activation
  }

  public var name: String { "batchNormalizationInputGradient" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 5, inputs.allSatisfy({ $0.elementType == .float32 }),
      inputs[1].shape.rank >= 1, inputs[0] == inputs[1],
      inputs[2...3].allSatisfy({ $0.shape == [inputs[1].shape.last] }),
      inputs[4].shape == [3, inputs[1].shape.last]
    else {
      throw ShapeError(
        name, inputs,
        expected: "upstream and x [..., C], mean and beta [C], factors [3, C], float32")
    }
    return [inputs[1]]
  }

  package func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0, 1], outputs: [0])
  }

  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let grid = ChannelGrid(inputs[1].shape, for: device)
    return Lowering(
      [
        grid.inputGradient(
          activation, half, mean: .input(2), beta: .input(3), factors: .input(4))
      ], inPlace: [.init(input: 0, output: 0), .init(input: 1, output: 0)])
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (upstream, x, shape) = (inputs[0].values, inputs[1].values, inputs[1].shape)
    let (mean, beta, factors) = (inputs[2].values, inputs[3].values, inputs[4].values)
    let channels = shape.last
    var gradient = [Scalar](repeating: 0, count: x.count)
    for row in 0..<shape.rows {
      for c in 0..<channels {
        let i = row * channels + c
        let (deviation, scale) = (x[i] - mean[c], factors[c])
        let g = activation.gradient(upstream[i], at: deviation * scale + beta[c])
        gradient[i] = scale * (g - factors[channels + c] - deviation * factors[2 * channels + c])
      }
    }
    return [HostTensor(gradient, shape: shape)]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 5 * inputs[1].shape.count }
}

extension ChannelGrid {
  /// The pass that computes dx, output 0, from the upstream gradient and x, inputs 0 and 1.
  func inputGradient(
    _ activation: Activation, _ half: HalfOperands, mean: KernelLaunch.Argument,
    beta: KernelLaunch.Argument, factors: KernelLaunch.Argument
  ) -> Launch {
    let tensors: [String: KernelLaunch.Argument] = [
      "upstream": .input(0), "x": .input(1), "gradient": .output(0),
    ]
    return .kernel(
      KernelSpecification(
        .batchNormalizationInputGradient, "batchInputGradient",
        constants: half.constants(tensors).merging(["ACTIVATION": activation.rawValue]) { $1 }),
      [.input(0), .input(1), mean, beta, factors, .output(0)] + arguments.prefix(2), on: elements)
  }
}

extension Activation {
  /// The gradient with respect to the activation's input `value`, on the host.
  @inline(__always)
  func gradient<Scalar: HostScalar>(_ upstream: Scalar, at value: Scalar) -> Scalar {
    upstream * derivative(atOutput: callAsFunction(value))
  }
}
