import Files

/// What all pictures of a data set have in common.
struct ImageFormat: Equatable, Sendable, CustomStringConvertible {
  let height: Int
  let width: Int
  /// 1 is grey, 3 RGB.
  let channels: Int
  /// 1 or 2.
  let bytesPerValue: Int

  init(_ header: PNGHeader) {
    height = header.height
    width = header.width
    channels = header.channels
    bytesPerValue = header.bytesPerValue
  }

  /// Values of a picture.
  var valueCount: Int { height * width * channels }
  /// Bytes of a decoded picture.
  var byteCount: Int { valueCount * bytesPerValue }

  var description: String {
    "\(width) × \(height) pixels of \(channels == 1 ? "grey" : "RGB"), \(8 * bytesPerValue) bits"
  }

  /// How another picture is brought into this format.
  func advice(for other: ImageFormat) -> String {
    if (other.height, other.width) != (height, width) {
      return "crop or scale all to one size, for example with ImageMagick: "
        + "mogrify -resize '\(width)x\(height)!' FILE"
    }
    if other.channels != channels {
      // Left to itself, ImageMagick writes a picture without colours as grey.
      return "convert it, for example with ImageMagick: mogrify "
        + (channels == 1
          ? "-colorspace Gray -define png:color-type=0 FILE" : "-define png:color-type=2 FILE")
    }
    return "convert it, for example with ImageMagick: mogrify "
      + "-depth \(8 * bytesPerValue) -define png:bit-depth=\(8 * bytesPerValue) FILE"
  }
}
