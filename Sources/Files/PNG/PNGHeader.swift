/// What a PNG file says of its picture before the pixels.
package struct PNGHeader: Equatable, Sendable {
  /// What a pixel is, by the format's own numbers.
  package enum Color: UInt8, Sendable {
    case grey = 0
    case rgb = 2
    case palette = 3
    case greyAlpha = 4
    case rgbAlpha = 6

    /// The bits that the format allows for a value.
    var bitDepths: [Int] {
      switch self {
      case .grey: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .greyAlpha, .rgbAlpha: [8, 16]
      }
    }
  }

  package let height: Int
  package let width: Int
  package let color: Color
  /// Bits of a value in the file: 1, 2, 4, 8 or 16; in a palette's picture those of an index.
  package let bitDepth: Int
  /// Whether a tRNS chunk gives opacities to colours.
  package let hasTransparentColors: Bool

  /// Values of a pixel once it is decoded: 1 is grey, 2 grey with alpha, 3 RGB, 4 RGB with alpha.
  package var channels: Int {
    switch color {
    case .grey: 1
    case .greyAlpha: 2
    case .rgb, .palette: 3
    case .rgbAlpha: 4
    }
  }

  /// Bytes of a value once it is decoded: 2 for 16 bits, else 1.
  package var bytesPerValue: Int { bitDepth == 16 ? 2 : 1 }

  /// `height · width · channels`.
  package var valueCount: Int { height * width * channels }

  /// Bytes of all values once they are decoded.
  package var byteCount: Int { valueCount * bytesPerValue }

  /// Bytes that the file's compressed data must give at the least.
  var packedByteCount: Int {
    let valuesOfPixel = color == .palette ? 1 : channels
    return height * ((width * valuesOfPixel * bitDepth + 7) / 8)
  }
}
