import Basics
package import Graphs

/// The padding of a convolution.
public enum ConvolutionPadding: String, Sendable, Hashable, Codable, CaseIterable {
  /// Output extent ⌈H/s⌉; total padding max((⌈H/s⌉ − 1)·s + k − H, 0), an odd pixel at the end.
  case same
  /// No padding: output extent ⌊(H − k)/s⌋ + 1.
  case valid
}

/// The sizes that the three operations of a convolution share.
///
/// A convolution maps an image [batch, height, width, inChannels] to features
/// [batch, outHeight, outWidth, outChannels] with weights
/// [kernelHeight, kernelWidth, inChannels/groups, outChannels]: feature (oy, ox) and tap (ky, kx) meet
/// image pixel (oy·stride − padTop + ky, ox·stride − padLeft + kx).
///
/// With `groups` groups, both channel counts are cut into as many slices, and features read the image's
/// channels of their own slice alone.
package struct ConvolutionGeometry: Sendable, Hashable {
  package let batch: Int
  package let height: Int
  package let width: Int
  package let inChannels: Int
  package let outHeight: Int
  package let outWidth: Int
  package let outChannels: Int
  package let kernelHeight: Int
  package let kernelWidth: Int
  package let stride: Int
  package let padTop: Int
  package let padLeft: Int
  package let groups: Int

  /// Nil where an extent is not positive, a `valid` window does not fit, or groups do not divide channels.
  ///
  /// - Parameters:
  ///   - image: [batch, height, width, inChannels].
  ///   - kernel: [kernelHeight, kernelWidth, inChannels/groups, outChannels].
  package init?(
    image: Shape, kernel: Shape, stride: Int, padding: ConvolutionPadding, groups: Int = 1
  ) {
    guard image.rank == 4, kernel.rank == 4, stride > 0, groups > 0,
      image[3].isMultiple(of: groups), image[3] / groups == kernel[2],
      kernel[3].isMultiple(of: groups),
      (image.dimensions + kernel.dimensions).allSatisfy({ $0 > 0 }),
      let vertical = Self.axis(image[1], kernel: kernel[0], stride: stride, padding),
      let horizontal = Self.axis(image[2], kernel: kernel[1], stride: stride, padding)
    else { return nil }
    (batch, height, width, inChannels) = (image[0], image[1], image[2], image[3])
    (kernelHeight, kernelWidth, outChannels) = (kernel[0], kernel[1], kernel[3])
    (outHeight, padTop) = vertical
    (outWidth, padLeft) = horizontal
    self.stride = stride
    self.groups = groups
  }

  /// The output extent and the padding before the first pixel along one axis.
  private static func axis(
    _ extent: Int, kernel: Int, stride: Int, _ padding: ConvolutionPadding
  ) -> (outputs: Int, before: Int)? {
    switch padding {
    case .same:
      let outputs = extent.dividedRoundingUp(by: stride)
      return (outputs, max((outputs - 1) * stride + kernel - extent, 0) / 2)
    case .valid:
      return extent < kernel ? nil : ((extent - kernel) / stride + 1, 0)
    }
  }

  package var image: Shape { [batch, height, width, inChannels] }
  package var features: Shape { [batch, outHeight, outWidth, outChannels] }
  package var kernel: Shape { [kernelHeight, kernelWidth, inChannels / groups, outChannels] }

  /// Floating-point operations of each direction, a multiply-add as two. Taps on padding count, as usual.
  package var flops: Int {
    2 * features.count * kernelHeight * kernelWidth * (inChannels / groups)
  }

  /// The constants that the kernels are compiled with.
  package var constants: [String: Int] {
    [
      "BATCH": batch, "HEIGHT": height, "WIDTH": width, "IN_CHANNELS": inChannels,
      "OUT_HEIGHT": outHeight, "OUT_WIDTH": outWidth, "OUT_CHANNELS": outChannels,
      "KERNEL_HEIGHT": kernelHeight, "KERNEL_WIDTH": kernelWidth, "STRIDE": stride,
      "PAD_TOP": padTop, "PAD_LEFT": padLeft,
    ]
  }

  /// The key of tuning records, for example `64x28x28x64 14x14x64 k3x3 s2`, and ` g8` for 8 groups.
  package var key: String {
    "\(batch)x\(height)x\(width)x\(inChannels) \(outHeight)x\(outWidth)x\(outChannels) "
      + "k\(kernelHeight)x\(kernelWidth) s\(stride)" + (groups == 1 ? "" : " g\(groups)")
  }
}
