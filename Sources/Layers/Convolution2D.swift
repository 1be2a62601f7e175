public import Graphs
public import Operations

/// A 2-D convolution with bias and TensorFlow's `same` padding: [batch, height, width, in] →
/// [batch, ⌈height/stride⌉, ⌈width/stride⌉, channels], with an activation after it.
///
/// Parameters: `kernel` [kh, kw, in/groups, channels], Glorot uniform over kh·kw·in/groups and
/// kh·kw·channels; `bias` [channels], zeros.
public struct Convolution2D: Layer, Hashable {
  public let channels: Int
  public let kernel: Int
  public let stride: Int
  /// Slices of both channel counts, each of which reads its own.
  public let groups: Int
  public let activation: Activation

  public init(
    _ channels: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
    activation: Activation = .identity
  ) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.groups = groups
    self.activation = activation
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    precondition(
      x.shape.last.isMultiple(of: groups),
      "\(context.name): \(x.shape.last) channels in \(groups) groups")
    let inputs = x.shape.last / groups
    let (weights, bias) = context.convolutionParameters(
      [kernel, kernel, inputs, channels], from: inputs, to: channels)
    let y = Convolution(stride: stride, padding: .same, groups: groups)(
      x, weights, label: context.name)
    return y.added(bias, activation, label: context.name)
  }
}

/// A transposed 2-D convolution with bias: the gradient of a `same` convolution as a layer, with an
/// activation after it.
///
/// x is [batch, h, w, in]; the result is [batch, height, width, channels], by default h·stride and
/// w·stride. Another size crops: ⌈height/stride⌉ must be h, and ⌈width/stride⌉ w.
/// Parameters: `kernel` [kh, kw, channels, in], `bias` [channels].
public struct TransposedConvolution2D: Layer, Hashable {
  public let channels: Int
  public let kernel: Int
  public let stride: Int
  /// The height of the result; nil for h·stride.
  public let height: Int?
  /// The width of the result; nil for w·stride.
  public let width: Int?
  public let activation: Activation

  public init(
    _ channels: Int, kernel: Int, stride: Int = 1, height: Int? = nil, width: Int? = nil,
    activation: Activation = .identity
  ) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
    self.height = height
    self.width = width
    self.activation = activation
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    let (weights, bias) = context.convolutionParameters(
      [kernel, kernel, channels, x.shape.last], from: x.shape.last, to: channels)
    let y = ConvolutionInputGradient(
      stride: stride, padding: .same, imageHeight: height ?? x.shape[1] * stride,
      imageWidth: width ?? x.shape[2] * stride)(x, weights, label: context.name)
    return y.added(bias, activation, label: context.name)
  }
}

extension Context {
  /// The kernel of this shape, [kh, kw] first, and the bias of a convolution from and to numbers of
  /// channels.
  fileprivate mutating func convolutionParameters(
    _ kernel: Shape, from inputs: Int, to outputs: Int
  ) -> (weights: Tensor, bias: Tensor) {
    let window = kernel[0] * kernel[1]
    let weights = parameter(
      "kernel", kernel, .glorotUniform(fanIn: window * inputs, fanOut: window * outputs))
    return (weights, parameter("bias", [outputs], .zeros))
  }
}

extension Tensor {
  /// activation(self + bias).
  fileprivate func added(_ bias: Tensor, _ activation: Activation, label: String) -> Tensor {
    let sum = ElementwiseBinary(.add)(self, bias, label: label)
    return activation == .identity ? sum : Activate(activation)(sum, label: label)
  }
}
