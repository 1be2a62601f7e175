import CZlib

extension GreyImage {
  /// The image as a PNG file: 8 bits of grey, not interlaced, the chunks IHDR, tEXt with the keyword
  /// Description where there is one, IDAT and IEND.
  ///
  /// - Precondition: the sides are below 2³¹, which is the format's limit, and the description is
  ///   plain ASCII.
  public func png(description: String? = nil) -> [UInt8] {
    precondition(width < 1 << 31 && height < 1 << 31, "a PNG file of \(width) × \(height) pixels")
    // Bit depth 8, colour type 0 (grey), deflate, adaptive filtering, no interlacing.
    let header = Self.number(width) + Self.number(height) + [8, 0, 0, 0, 0]
    let text = description.map { Self.chunk("tEXt", Array("Description\0\($0)".utf8)) } ?? []
    return Self.signature + Self.chunk("IHDR", header) + text
      + Self.chunk("IDAT", Self.deflated(scanlines)) + Self.chunk("IEND", [])
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The rows, each after a byte that says that no filter was applied to it.
  private var scanlines: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(height * (width + 1))
    for row in 0..<height {
      bytes.append(0)
      bytes += pixels[row * width..<(row + 1) * width]
    }
    return bytes
  }

  /// Length, kind, content, and the CRC-32 of kind and content.
  private static func chunk(_ kind: String, _ content: [UInt8]) -> [UInt8] {
    let checked = Array(kind.utf8) + content
    return number(content.count) + checked
      + number(Int(crc32_z(0, checked, checked.count)))
  }

  /// A zlib stream of the bytes.
  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    let bound = compressBound(uLong(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(bound)) { buffer, count in
      var length = bound
      let status = compress2(
        buffer.baseAddress, &length, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
      // Within the bound, only a lack of memory is left to go wrong.
      precondition(status == Z_OK, "zlib status \(status) for \(bytes.count) bytes")
      count = Int(length)
    }
  }

  /// A big-endian number of four bytes.
  private static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
