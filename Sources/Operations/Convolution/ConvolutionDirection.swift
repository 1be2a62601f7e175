/// The two directions of a convolution that compute a tensor of pixels.
package enum ConvolutionDirection: Sendable, Hashable {
  /// Image to features: targets are feature pixels.
  case forward
  /// Features to image: targets are image pixels, one parity class at a time.
  case inputGradient

  /// The kernels' constant REVERSED.
  var reversed: Int { self == .forward ? 0 : 1 }
}
