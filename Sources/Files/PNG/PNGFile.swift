/// The encoder of PNG files.
package enum PNGFile {
  /// A grey image of 8 bits, not interlaced: the chunks IHDR, tEXt with the keyword Description where
  /// there is one, IDAT and IEND.
  ///
  /// - Parameter grey: `width · height` values, the column running fastest; 0 is black.
  /// - Precondition: the sides are below 2³¹, which is the format's limit, and the description is
  ///   plain ASCII.
  package static func bytes(
    width: Int, height: Int, grey: [UInt8], description: String? = nil
  ) -> [UInt8] {
    precondition(width < 1 << 31 && height < 1 << 31, "a PNG file of \(width) × \(height) pixels")
    precondition(grey.count == width * height, "\(grey.count) pixels for \(width) × \(height)")
    // Bit depth 8, colour type 0 (grey), deflate, adaptive filtering, no interlacing.
    let header = bigEndian(width) + bigEndian(height) + [8, 0, 0, 0, 0]
    let text = description.map { chunk("tEXt", Array("Description\0\($0)".utf8)) } ?? []
    let scanlines = scanlines(grey, width: width, height: height)
    return signature + chunk("IHDR", header) + text
      + chunk("IDAT", Deflate.zlibStream(of: scanlines)) + chunk("IEND", [])
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The rows, each after the byte 0: no filter is applied to it.
  private static func scanlines(_ grey: [UInt8], width: Int, height: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(height * (width + 1))
    for row in 0..<height {
      bytes.append(0)
      bytes += grey[row * width..<(row + 1) * width]
    }
    return bytes
  }

  /// Length, kind, content, and the CRC-32 of kind and content.
  private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
    let checked = Array(kind.utf8) + content
    return bigEndian(content.count) + checked + bigEndian(Int(CRC32.of(checked)))
  }

  /// Four bytes, the most significant first.
  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
