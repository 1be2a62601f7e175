import Basics
import Graphs

/// What a direction of a convolution sees as source and target; the names are those of the kernels'
/// common layout.
struct ConvolutionSide: Sendable, Hashable {
  /// Channels of the source and of the target.
  let sources: Int
  let targets: Int
  /// Parity classes per axis.
  let classStep: Int
  /// Source columns between neighbouring pixels of a class.
  let pixelStep: Int
  /// The taps that a target pixel meets, at most.
  let windowHeight: Int
  let windowWidth: Int
  /// Target pixels of a class, at most.
  let classHeight: Int
  let classWidth: Int
}

extension ConvolutionGeometry {
  /// The shape of what a direction gives.
  func result(_ direction: ConvolutionDirection) -> Shape {
    direction == .forward ? features : image
  }

  func side(_ direction: ConvolutionDirection) -> ConvolutionSide {
    switch direction {
    case .forward:
      ConvolutionSide(
        sources: inChannels, targets: outChannels, classStep: 1, pixelStep: stride,
        windowHeight: kernelHeight, windowWidth: kernelWidth, classHeight: outHeight,
        classWidth: outWidth)
    case .inputGradient:
      ConvolutionSide(
        sources: outChannels, targets: inChannels, classStep: stride, pixelStep: 1,
        windowHeight: kernelHeight.dividedRoundingUp(by: stride),
        windowWidth: kernelWidth.dividedRoundingUp(by: stride),
        classHeight: height.dividedRoundingUp(by: stride),
        classWidth: width.dividedRoundingUp(by: stride))
    }
  }
}
