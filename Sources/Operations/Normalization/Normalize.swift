public import Graphs
import Kernels

/// Normalisation with given statistics: y = activation((x − mean)/√(variance + ε)·γ + β).
///
/// Inputs x [..., C], γ, β, mean and variance [C]; or, where `isScaled`, x, the scale γ/√(variance + ε),
/// β and mean. Only x has a gradient: nothing is trained in inference mode.
public struct Normalize: NormalizationPass, Hashable {
  public let epsilon: Float
  public let activation: Activation
  /// Whether another operation has computed the scale.
  let isScaled: Bool

  public init(epsilon: Float = 1e-3, activation: Activation = .identity) {
    self.init(epsilon: epsilon, activation: activation, isScaled: false)
  }

  init(epsilon: Float, activation: Activation, isScaled: Bool) {
    self.epsilon = epsilon
    self.activation = activation
    self.isScaled = isScaled
  }

  public var name: String { "normalize" }

  /// The number of inputs after x.
  var parameterCount: Int { isScaled ? 3 : 4 }

  /// The same normalisation with an activation of y.
  func with(_ activation: Activation) -> Normalize {
    Normalize(epsilon: epsilon, activation: activation, isScaled: isScaled)
  }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1 + parameterCount, inputs.allSatisfy({ $0.elementType == .float32 }),
      inputs[0].shape.rank >= 1,
      inputs[1...].allSatisfy({ $0.shape == [inputs[0].shape.last] })
    else {
      let parameters = isScaled ? "scale, beta and mean" : "gamma, beta, mean and variance"
      throw ShapeError(name, inputs, expected: "x [..., C], \(parameters) [C], float32")
    }
    return [inputs[0]]
  }

  /// dx = g·γ/√(variance + ε): the same operation with a mean and β of 0.
  ///
  /// - Precondition: the scale is not given, as fusion makes it, after the gradients.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    precondition(!isScaled, "\(name): no gradient after fusion")
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
    guard !isScaled else {
      return Lowering(
        [grid.normalize(activation, half, mean: .input(3), scale: .input(1), beta: .input(2))],
        inPlace: [.init(input: 0, output: 0)])
    }
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
    let (beta, mean) = (inputs[2].values, inputs[3].values)
    let scale = isScaled ? inputs[1].values : scale(gamma: inputs[1], variance: inputs[4])
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

  /// γ/√(variance + ε) on the host.
  func scale<Scalar: HostScalar>(
    gamma: HostTensor<Scalar>, variance: HostTensor<Scalar>
  ) -> [Scalar] {
    zip(gamma.values, variance.values).map { $0 / Scalar.sqrt($1 + Scalar(epsilon)) }
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 3 * inputs[0].shape.count }
}
