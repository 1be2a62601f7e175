public import Graphs

/// The gradient of a convolution with respect to its image; as a layer, transposed convolution:
/// x[n,iy,ix,ci] = Σ f[n,oy,ox,co] · w[ky,kx,ci,co] over oy·s − top + ky = iy, ox·s − left + kx = ix.
///
/// The features f are [N, OH, OW, out], w is [kh, kw, in, out], the result
/// [N, imageHeight, imageWidth, in]. As a transposed convolution its input channels are called out here,
/// its output channels in; in groups, w is [kh, kw, in/groups, out]. Inputs in order: f, w, the bias [in]
/// where `hasBias`, the gate
/// (like the result) where `gate` is set.
///
///     x = activation(sum + bias)             without a gate
///     x = (sum + bias) · derivative(gate)    derivative of the activation `gate` at its output
///
/// Before a batch normalisation, the fusion pass asks for two further outputs: mean [in] and biased
/// variance [in] of x over N, H and W. Where x is the upstream gradient of a batch normalisation, further
/// inputs and outputs are those of `Convolution`.
public struct ConvolutionInputGradient: ConvolutionWithEpilogue, Hashable {
  public let stride: Int
  public let padding: ConvolutionPadding
  public let groups: Int
  public let imageHeight: Int
  public let imageWidth: Int
  let epilogue: ConvolutionEpilogue

  public var hasBias: Bool { epilogue.hasBias }
  public var activation: Activation { epilogue.activation }
  /// The activation whose output is the input `gate` and whose derivative multiplies the result.
  public var gate: Activation? { epilogue.gate }

  /// - Precondition: a gated gradient has no activation of its own; there is a group.
  public init(
    stride: Int = 1, padding: ConvolutionPadding = .same, groups: Int = 1, imageHeight: Int,
    imageWidth: Int, hasBias: Bool = false, activation: Activation = .identity,
    gate: Activation? = nil
  ) {
    self.init(
      stride: stride, padding: padding, groups: groups, imageHeight: imageHeight,
      imageWidth: imageWidth,
      epilogue: ConvolutionEpilogue(hasBias: hasBias, activation: activation, gate: gate))
  }

  init(
    stride: Int, padding: ConvolutionPadding, groups: Int, imageHeight: Int, imageWidth: Int,
    epilogue: ConvolutionEpilogue
  ) {
    precondition(groups > 0, "a convolution in \(groups) groups")
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.imageHeight = imageHeight
    self.imageWidth = imageWidth
    self.epilogue = epilogue
  }

  public var name: String { "convolutionInputGradient" }

  var direction: ConvolutionDirection { .inputGradient }

  func with(_ epilogue: ConvolutionEpilogue) -> ConvolutionInputGradient {
    ConvolutionInputGradient(
      stride: stride, padding: padding, groups: groups, imageHeight: imageHeight,
      imageWidth: imageWidth,
      epilogue: epilogue)
  }

  func geometry(_ inputs: [TensorSpec]) -> ConvolutionGeometry? {
    guard inputs.count == 2 + epilogue.inputCount,
      inputs.allSatisfy({ $0.elementType == .float32 }),
      inputs[0].shape.rank == 4, inputs[1].shape.rank == 4
    else { return nil }
    let image: Shape = [
      inputs[0].shape[0], imageHeight, imageWidth, groups * inputs[1].shape[2],
    ]
    guard
      let geometry = ConvolutionGeometry(
        image: image, kernel: inputs[1].shape, stride: stride, padding: padding, groups: groups),
      geometry.features == inputs[0].shape, epilogue.accepts(inputs, result: geometry.image)
    else { return nil }
    return geometry
  }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard let geometry = geometry(inputs) else {
      throw ShapeError(
        name, inputs,
        expected: "features [N, OH, OW, out] of an image \(imageHeight) x \(imageWidth), weights "
          + "[kh, kw, \(expectedInputs), out]\(epilogue.expectedInputs), float32, "
          + "stride \(stride), padding \(padding)\(expectedGroups)")
    }
    return epilogue.outputs(geometry.image)
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return inputs.map { _ in nil } }
    let sum = epilogue.gradient(upstream, inputs: inputs, output: outputs[0])
    let (features, weights) = (inputs[0], inputs[1])
    let weightGradient = ConvolutionFilterGradient(
      stride: stride, padding: padding, groups: groups, kernelHeight: weights.shape[0],
      kernelWidth: weights.shape[1])
    return [
      Convolution(stride: stride, padding: padding, groups: groups)(sum, weights),
      weightGradient(sum, features),
    ] + epilogue.inputGradients(sum)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let geometry = checkedGeometry(inputs.map(\.spec))
    let sums = geometry.image(features: inputs[0].values, kernel: inputs[1].values)
    return epilogue.outputs(of: sums, shape: geometry.image, inputs: inputs)
  }
}
