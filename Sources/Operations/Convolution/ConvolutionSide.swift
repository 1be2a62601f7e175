import Basics
import Graphs

/// The sizes of a direction of a convolution in terms of source and target, see ConvolutionLayout.cl:
/// the forward pass goes from the image (source) to the features (target), the input gradient from the
/// features to the image, one parity class of pixels at a time. The filter gradient pairs the pixels of
/// the forward pass.
struct ConvolutionSide: Sendable, Hashable {
  /// Source and target channels.
  let sources: Int
  let targets: Int
  /// Slices of both, each of which reads its own.
  let groups: Int
  /// Parity classes per axis: the stride in the input gradient, else 1.
  let classStep: Int
  /// Source columns between neighbouring pixels of a class.
  let pixelStep: Int
  /// Taps of a target pixel, at most.
  let windowHeight: Int
  let windowWidth: Int
  /// Target pixels of a class, at most.
  let classHeight: Int
  let classWidth: Int

  /// Parity classes.
  var classes: Int { classStep * classStep }

  /// Source and target channels of a group.
  var groupSources: Int { sources / groups }
  var groupTargets: Int { targets / groups }

  /// The groups that a block of this many neighbouring target channels reads, at most.
  func groupsOfBlock(_ channels: Int) -> Int {
    stride(from: 0, to: targets, by: channels).map { first in
      (min(first + channels, targets) - 1) / groupTargets - first / groupTargets + 1
    }.reduce(1, max)
  }

  /// The constants that the kernels of a direction are compiled with.
  var constants: [String: Int] {
    [
      "CLASS_STEP": classStep, "PIXEL_STEP": pixelStep, "WINDOW_HEIGHT": windowHeight,
      "WINDOW_WIDTH": windowWidth, "CLASS_HEIGHT": classHeight, "CLASS_WIDTH": classWidth,
    ]
  }
}

extension ConvolutionGeometry {
  /// The shape of a direction's result.
  func result(_ direction: ConvolutionDirection) -> Shape {
    switch direction {
    case .forward: features
    case .inputGradient: image
    case .filterGradient: kernel
    }
  }

  func side(_ direction: ConvolutionDirection) -> ConvolutionSide {
    switch direction {
    case .forward, .filterGradient:
      ConvolutionSide(
        sources: inChannels, targets: outChannels, groups: groups, classStep: 1, pixelStep: stride,
        windowHeight: kernelHeight, windowWidth: kernelWidth, classHeight: outHeight,
        classWidth: outWidth)
    case .inputGradient:
      ConvolutionSide(
        sources: outChannels, targets: inChannels, groups: groups, classStep: stride, pixelStep: 1,
        windowHeight: kernelHeight.dividedRoundingUp(by: stride),
        windowWidth: kernelWidth.dividedRoundingUp(by: stride),
        classHeight: height.dividedRoundingUp(by: stride),
        classWidth: width.dividedRoundingUp(by: stride))
    }
  }
}
