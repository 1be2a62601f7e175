public import Graphs

/// The gradient of a convolution with respect to its image; as a layer, transposed convolution:
/// x[n,iy,ix,ci] = Σ f[n,oy,ox,co] · w[ky,kx,ci,co] over oy·s − top + ky = iy, ox·s − left + kx = ix.
///
/// The features f are [N, OH, OW, out], w is [kh, kw, in, out], the result
/// [N, imageHeight, imageWidth, in]. As a transposed convolution its input channels are called out here,
/// its output channels in. Inputs in order: f, w, the bias [in] where `hasBias`, the gate
/// (like the result) where `gate` is set.
///
///     x = activation(sum + bias)             without a gate
///     x = (sum + bias) · derivative(gate)    derivative of the activation `gate` at its output
///
/// Before a batch normalisation, the fusion pass asks for two further outputs: mean [in] and biased
/// variance [in] of x over N, H and W. Where x is the upstream gradient of a batch normalisation, further
/// inputs and outputs are those of `Convolution`.
public struct ConvolutionInputGradient: HalfStorable, ConvolutionOperation, Hashable {
  public let stride: Int
  public let padding: ConvolutionPadding
  public let imageHeight: Int
  public let imageWidth: Int
  let epilogue: ConvolutionEpilogue

  public var hasBias: Bool { epilogue.hasBias }
  public var activation: Activation { epilogue.activation }
  /// The activation whose output is the input `gate` and whose derivative multiplies the result.
  public var gate: Activation? { epilogue.gate }

  /// - Precondition: a gated gradient has no activation of its own.
  public init(
    stride: Int = 1, padding: ConvolutionPadding = .same, imageHeight: Int, imageWidth: Int,
    hasBias: Bool = false, activation: Activation = .identity, gate: Activation? = nil
  ) {
    self.init(
      stride: stride, padding: padding, imageHeight: imageHeight, imageWidth: imageWidth,
      epilogue: ConvolutionEpilogue(hasBias: hasBias, activation: activation, gate: gate))
  }

  init(
    stride: Int, padding: ConvolutionPadding, imageHeight: Int, imageWidth: Int,
    epilogue: ConvolutionEpilogue
  ) {
    self.stride = stride
    self.padding = padding
    self.imageHeight = imageHeight
    self.imageWidth = imageWidth
    self.epilogue = epilogue
  }

  public var name: String { "convolutionInputGradient" }

  func geometry(_ inputs: [TensorSpec]) -> ConvolutionGeometry? {
    guard inputs.count == 2 + epilogue.inputCount,
      inputs.allSatisfy({ $0.elementType == .float32 }),
      inputs[0].shape.rank == 4, inputs[1].shape.rank == 4
    else { return nil }
    let image: Shape = [inputs[0].shape[0], imageHeight, imageWidth, inputs[1].shape[2]]
    guard
      let geometry = ConvolutionGeometry(
        image: image, kernel: inputs[1].shape, stride: stride, padding: padding),
      geometry.features == inputs[0].shape, epilogue.accepts(inputs, result: geometry.image)
    else { return nil }
    return geometry
  }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard let geometry = geometry(inputs) else {
      throw ShapeError(
        name, inputs,
        expected: "features [N, OH, OW, out] of an image \(imageHeight) x \(imageWidth), weights "
          + "[kh, kw, in, out]\(epilogue.expectedInputs), float32, stride \(stride), "
          + "padding \(padding)")
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
      stride: stride, padding: padding, kernelHeight: weights.shape[0],
      kernelWidth: weights.shape[1])
    return [
      Convolution(stride: stride, padding: padding)(sum, weights), weightGradient(sum, features),
    ] + epilogue.inputGradients(sum)
  }

  /// The source, the result, and the epilogue's inputs of the result's shape.
  public func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: epilogue.halfInputs.union([0]), outputs: [0])
  }

  public func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    lower(inputs, after: .nothing, half: half, for: device, tuning: tuning)
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

  public func flops(_ inputs: [TensorSpec]) -> Int { checkedGeometry(inputs).flops }
}

extension ConvolutionInputGradient: Fusible {
  /// Absorbs a bias, an activation, or the gradient of an activation (as a gate).
  public func absorbing(
    consumer: any Operation, operand: Int, inputs: [TensorSpec], consumerInputs: [TensorSpec]
  ) -> Fused? {
    epilogue.absorbing(consumer, operand: operand, consumerInputs: consumerInputs).map {
      Fused(
        ConvolutionInputGradient(
          stride: stride, padding: padding, imageHeight: imageHeight, imageWidth: imageWidth,
          epilogue: $0.epilogue),
        inputs: inputs.indices.map { .own($0) } + $0.inputs)
    }
  }

  /// Computes the moments of its result for a batch normalisation, or the sums of its gradient.
  public func preparing(
    for reader: any Operation, operand: Int, inputs: [TensorSpec], readerInputs: [TensorSpec]
  ) -> Prepared? {
    epilogue.preparing(for: reader, operand: operand) {
      ConvolutionInputGradient(
        stride: stride, padding: padding, imageHeight: imageHeight, imageWidth: imageWidth,
        epilogue: $0)
    }
  }

  /// Normalises its source as it loads it.
  public func recomputing(
    producer: any Operation, operand: Int, inputs: [TensorSpec], producerInputs: [TensorSpec],
    for device: DeviceTraits
  ) -> Fused? {
    recomputingNormalization(producer, operand: operand, inputs: inputs, for: device)
  }
}

extension ConvolutionInputGradient: NormalizingReader {
  func canNormalize(_ operand: Int, _ inputs: [TensorSpec], for device: DeviceTraits) -> Bool {
    operand == 0 && checkedGeometry(inputs).canNormalize(.inputGradient, for: device)
  }

  func lower(
    _ inputs: [TensorSpec], after prologue: ConvolutionPrologue, half: HalfOperands,
    for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let geometry = checkedGeometry(inputs)
    return geometry.lowering(
      .inputGradient, prologue: prologue, epilogue: epilogue, half: half, for: device,
      tuning: tuning, key: "\(name) \(geometry.key)")
  }
}
