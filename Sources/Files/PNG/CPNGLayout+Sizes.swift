import CPNG

extension CPNGLayout {
  /// - Precondition: the sides are below 2³¹.
  init(height: Int, width: Int, channels: Int, bytesPerValue: Int) {
    self.init(
      width: UInt32(width), height: UInt32(height), channels: UInt8(channels),
      bitDepth: UInt8(8 * bytesPerValue))
  }
}
