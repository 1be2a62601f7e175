public import Graphs
import Operations

/// A 2-D convolution with bias and TensorFlow's `same` padding: [batch, height, width, in] →
/// [batch, ⌈height/stride⌉, ⌈width/stride⌉, channels].
///
/// Parameters: `kernel` [kh, kw, in, channels], Glorot uniform over kh·kw·in and kh·kw·channels;
/// `bias` [channels], zeros.
public struct Convolution2D: Layer, Hashable {
  public let channels: Int
  public let kernel: Int
  public let stride: Int

  public init(_ channels: Int, kernel: Int, stride: Int = 1) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    let (weights, bias) = context.convolutionParameters(
      [kernel, kernel, x.shape.last, channels], from: x.shape.last, to: channels)
    let y = Convolution(stride: stride, padding: .same)(x, weights, label: context.name)
    return ElementwiseBinary(.add)(y, bias, label: context.name)
  }
}

/// A transposed 2-D convolution with bias: the gradient of a `same` convolution as a layer.
///
/// x is [batch, h, w, in]; the result is [batch, h·stride, w·stride, channels].
/// Parameters: `kernel` [kh, kw, channels, in], `bias` [channels].
public struct TransposedConvolution2D: Layer, Hashable {
  public let channels: Int
  public let kernel: Int
  public let stride: Int

  public init(_ channels: Int, kernel: Int, stride: Int = 1) {
    self.channels = channels
    self.kernel = kernel
    self.stride = stride
  }

  public func callAsFunction(_ x: Tensor, _ context: inout Context) -> Tensor {
    let (weights, bias) = context.convolutionParameters(
      [kernel, kernel, channels, x.shape.last], from: x.shape.last, to: channels)
    let y = ConvolutionInputGradient(
      stride: stride, padding: .same, imageHeight: x.shape[1] * stride,
      imageWidth: x.shape[2] * stride)(x, weights, label: context.name)
    return ElementwiseBinary(.add)(y, bias, label: context.name)
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
