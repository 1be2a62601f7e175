/// The three tensors that a convolution relates: which one is computed from the other two.
package enum ConvolutionDirection: Sendable, Hashable, CaseIterable {
  /// Image to features: targets are feature pixels.
  case forward
  /// Features to image: targets are image pixels, one parity class at a time.
  case inputGradient
  /// Image and features to weights: pairs source and target pixels as the forward pass does.
  case filterGradient

  /// The kernels' constant REVERSED.
  var reversed: Int { self == .inputGradient ? 1 : 0 }
}
