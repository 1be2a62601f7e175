public import Graphs

/// The gradient of a convolution with respect to its weights:
/// dw[ky,kx,ci,co] = Σ over n, oy, ox of x[n, oy·s − top + ky, ox·s − left + kx, ci] · f[n,oy,ox,co].
///
/// Inputs: the image x [N, H, W, in] and the features f [N, OH, OW, out]; the result is
/// [kernelHeight, kernelWidth, in/groups, out]. Partial sums are added in a fixed order.
public struct ConvolutionFilterGradient: ConvolutionOperation, Hashable {
  public let stride: Int
  public let padding: ConvolutionPadding
  public let groups: Int
  public let kernelHeight: Int
  public let kernelWidth: Int

  /// - Precondition: there is a group.
  public init(
    stride: Int = 1, padding: ConvolutionPadding = .same, groups: Int = 1, kernelHeight: Int,
    kernelWidth: Int
  ) {
    precondition(groups > 0, "a convolution in \(groups) groups")
    self.stride = stride
    self.padding = padding
    self.groups = groups
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
  }

  public var name: String { "convolutionFilterGradient" }

  var direction: ConvolutionDirection { .filterGradient }
  var epilogue: ConvolutionEpilogue { ConvolutionEpilogue() }

  func geometry(_ inputs: [TensorSpec]) -> ConvolutionGeometry? {
    guard inputs.count == 2, inputs.allSatisfy({ $0.elementType == .float32 }),
      inputs.allSatisfy({ $0.shape.rank == 4 })
    else { return nil }
    let kernel: Shape = [
      kernelHeight, kernelWidth, inputs[0].shape[3] / groups, inputs[1].shape[3],
    ]
    guard
      let geometry = ConvolutionGeometry(
        image: inputs[0].shape, kernel: kernel, stride: stride, padding: padding, groups: groups),
      geometry.features == inputs[1].shape
    else { return nil }
    return geometry
  }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard let geometry = geometry(inputs) else {
      throw ShapeError(
        name, inputs,
        expected: "image [N, H, W, in] and its features [N, OH, OW, out], float32, for a kernel "
          + "\(kernelHeight) x \(kernelWidth), stride \(stride), padding \(padding)\(expectedGroups)"
      )
    }
    return [TensorSpec(geometry.kernel)]
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    guard let upstream = upstream[0] else { return [nil, nil] }
    let (image, features) = (inputs[0], inputs[1])
    let imageGradient = ConvolutionInputGradient(
      stride: stride, padding: padding, groups: groups, imageHeight: image.shape[1],
      imageWidth: image.shape[2])
    return [
      imageGradient(features, upstream),
      Convolution(stride: stride, padding: padding, groups: groups)(image, upstream),
    ]
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let geometry = checkedGeometry(inputs.map(\.spec))
    let sums = geometry.kernel(image: inputs[0].values, features: inputs[1].values)
    return [HostTensor(sums, shape: geometry.kernel)]
  }
}

extension ConvolutionFilterGradient {
  package func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0, 1], outputs: [])
  }

  /// Normalises the image, or the features, as it loads them.
  func canNormalize(_ operand: Int, _ inputs: [TensorSpec], for device: DeviceTraits) -> Bool {
    problem(inputs, for: device).canNormalize
  }

  /// Both inputs: the result is a sum over the batch.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> { [0, 1] }
}
