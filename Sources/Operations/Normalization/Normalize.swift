public import Graphs
import Kernels

/// Normalisation with given statistics: y = activation((x − mean)/√(variance + ε)·γ + β).
///
/// Inputs x [..., C], γ, β, mean and variance [C]. Only x has a gradient: nothing is trained in
/// inference mode.
public struct Normalize: NormalizationPass, Hashable {
  public let epsilon: Float
  public let activation: Activation

  public init(epsilon: Float = 1e-3, activation: Activation = .identity) {
    self.epsilon = epsilon
    self.activation = activation
  }

  public var name: String { "normalize" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 5, inputs.allSatisfy({ $0.elementType == .float32 }),
      inputs[0].shape.rank >= 1,
      inputs[1...].allSatisfy({ $0.shape == [inputs[0].shape.last] })
    else {
      throw ShapeError(
        name, inputs, expected: "x [..., C], gamma, beta, mean and variance [C], float32")
    }
    return [inputs[0]]
  }

  /// dx = g·γ/√(variance + ε): the same operation with a mean and β of 0.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard var upstream = upstream[0] else { return inputs.map { _ in nil } }
    if activation != .identity {
      upstream = ActivationGradient(activation)(upstream, outputs[0])
    }
    let shape = inputs[1].shape
    let zeros = Tensor.constant(Array(repeating: 0, count: shape.count), shape: shape)
    let gradient = Normalize(epsilon: epsilon)(
      upstream, inputs[1], zeros, zeros, inputs[4])
    return [gradient, nil, nil, nil, nil]
  }

  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let grid = ChannelGrid(inputs[0].shape, for: device)
    return Lowering(
      [
        scale(
          gamma: .input(1), variance: .input(4), to: .workspace(0), channels: grid.channels,
          for: device),
        grid.normalize(
          activation, half, mean: .input(3), scale: .workspace(0), beta: .input(2)),
      ], workspace: [grid.channels * 4], inPlace: [.init(input: 0, output: 0)])
  }

  /// The launch that computes γ/√(variance + ε).
  func scale(
    gamma: KernelLaunch.Argument, variance: KernelLaunch.Argument,
    to result: KernelLaunch.Argument, channels: Int, for device: DeviceTraits
  ) -> Launch {
    let grid = device.elements(channels)
    return .kernel(
      KernelSpecification(
        .normalize, "batchScale", constants: ["ACTIVATION": activation.rawValue]),
      [gamma, variance, result, .int(Int32(channels)), .float(epsilon)], on: grid)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (gamma, beta) = (inputs[1].values, inputs[2].values)
    let (mean, variance) = (inputs[3].values, inputs[4].values)
    let scale = gamma.indices.map { gamma[$0] / Scalar.sqrt(variance[$0] + Scalar(epsilon)) }
    var y = inputs[0].values
    let channels = scale.count
    for row in 0..<inputs[0].shape.rows {
      for c in 0..<channels {
        let i = row * channels + c
        y[i] = activation((y[i] - mean[c]) * scale[c] + beta[c])
      }
    }
    return [HostTensor(y, shape: inputs[0].shape)]
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 3 * inputs[0].shape.count }
}
