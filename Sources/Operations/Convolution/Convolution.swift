public import Graphs

/// A convolution, with the bias, activation and gate that the fusion pass has absorbed:
/// y[n,oy,ox,co] = Σ x[n, oy·s − top + ky, ox·s − left + kx, ci] · w[ky,kx,ci,co].
///
/// x is [N, H, W, in], w [kh, kw, in, out], y [N, OH, OW, out]. Inputs in order: x, w, the bias [out]
/// where `hasBias`, the gate (like y) where `gate` is set. In groups, w is [kh, kw, in/groups, out]: both
/// channel counts are cut into as many slices, and each slice of y reads its own slice of x.
///
///     y = activation(convolution + bias)             without a gate
///     y = (convolution + bias) · derivative(gate)    derivative of the activation `gate` at its output
///
/// Before a batch normalisation, the fusion pass asks for two further outputs: mean [out] and biased
/// variance [out] of y over N, OH and OW. Where y is the upstream gradient of a batch normalisation, the
/// gradient's other inputs are further inputs, and its sums over N, OH and OW are further outputs: dγ [out],
/// dβ [out] and the factors [3, out] of `BatchNormalizationInputGradient`.
public struct Convolution: ConvolutionWithEpilogue, Hashable {
  public let stride: Int
  public let padding: ConvolutionPadding
  public let groups: Int
  let epilogue: ConvolutionEpilogue

  public var hasBias: Bool { epilogue.hasBias }
  public var activation: Activation { epilogue.activation }
  /// The activation whose output is the input `gate` and whose derivative multiplies the result.
  public var gate: Activation? { epilogue.gate }

  /// - Precondition: a gated convolution has no activation of its own; there is a group.
  public init(
    stride: Int = 1, padding: ConvolutionPadding = .same, groups: Int = 1, hasBias: Bool = false,
    activation: Activation = .identity, gate: Activation? = nil
  ) {
    self.init(
      stride: stride, padding: padding, groups: groups,
      epilogue: ConvolutionEpilogue(hasBias: hasBias, activation: activation, gate: gate))
  }

  init(stride: Int, padding: ConvolutionPadding, groups: Int, epilogue: ConvolutionEpilogue) {
    precondition(groups > 0, "a convolution in \(groups) groups")
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.epilogue = epilogue
  }

  public var name: String { "convolution" }

  var direction: ConvolutionDirection { .forward }

  func with(_ epilogue: ConvolutionEpilogue) -> Convolution {
    Convolution(stride: stride, padding: padding, groups: groups, epilogue: epilogue)
  }

  func geometry(_ inputs: [TensorSpec]) -> ConvolutionGeometry? {
    guard inputs.count == 2 + epilogue.inputCount,
      inputs.allSatisfy({ $0.elementType == .float32 }),
      let geometry = ConvolutionGeometry(
        image: inputs[0].shape, kernel: inputs[1].shape, stride: stride, padding: padding,
        groups: groups),
      epilogue.accepts(inputs, result: geometry.features)
    else { return nil }
    return geometry
  }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard let geometry = geometry(inputs) else {
      throw ShapeError(
        name, inputs,
        expected:
          "x [N, H, W, in], weights [kh, kw, \(expectedInputs), out]\(epilogue.expectedInputs), "
          + "float32, stride \(stride), padding \(padding)\(expectedGroups)")
    }
    return epilogue.outputs(geometry.features)
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return inputs.map { _ in nil } }
    let sum = epilogue.gradient(upstream, inputs: inputs, output: outputs[0])
    let (x, weights) = (inputs[0], inputs[1])
    let imageGradient = ConvolutionInputGradient(
      stride: stride, padding: padding, groups: groups, imageHeight: x.shape[1],
      imageWidth: x.shape[2])
    let weightGradient = ConvolutionFilterGradient(
      stride: stride, padding: padding, groups: groups, kernelHeight: weights.shape[0],
      kernelWidth: weights.shape[1])
    return [imageGradient(sum, weights), weightGradient(x, sum)] + epilogue.inputGradients(sum)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let geometry = checkedGeometry(inputs.map(\.spec))
    let sums = geometry.features(image: inputs[0].values, kernel: inputs[1].values)
    return epilogue.outputs(of: sums, shape: geometry.features, inputs: inputs)
  }
}

extension Convolution {
  /// The convolution with normalised weights and bias instead of a normalised result, in which it is
  /// linear: w′ = w·γ/√(variance + ε), bias′ = (bias − mean)·γ/√(variance + ε) + β.
  ///
  /// - Parameter channels: those of the result.
  func normalized(by normalize: Normalize, channels: Int) -> Fused {
    let zeros = Fused.Operand.constant(
      .constant(Array(repeating: 0, count: channels), shape: [channels]))
    let linear = Normalize(epsilon: normalize.epsilon)
    let weights = Fused.Operand.result(
      linear, [.own(1), .neighbour(1), zeros, zeros, .neighbour(4)])
    let bias = Fused.Operand.result(
      linear, [hasBias ? .own(2) : zeros] + (1...4).map { .neighbour($0) })
    return Fused(
      Convolution(
        stride: stride, padding: padding, groups: groups, hasBias: true,
        activation: normalize.activation),
      inputs: [.own(0), weights, bias])
  }
}
