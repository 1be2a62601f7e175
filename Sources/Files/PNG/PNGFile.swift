import CPNG

/// The encoder of PNG files.
package enum PNGFile {
  /// A grey image of 8 bits, not interlaced, with a text under the keyword Description where there is
  /// one.
  ///
  /// - Parameter grey: `width · height` values, the column running fastest; 0 is black.
  /// - Precondition: the sides are from 1 to 2³¹ - 1, the format's limit, and the description is
  ///   plain ASCII.
  package static func bytes(
    width: Int, height: Int, grey: [UInt8], description: String? = nil
  ) -> [UInt8] {
    bytes(
      of: PNGImage(height: height, width: width, channels: 1, values: .uint8(grey)),
      description: description)
  }

  /// An image of 8 or 16 bits, grey or RGB, not interlaced.
  ///
  /// - Precondition: the description is plain ASCII.
  package static func bytes(of image: PNGImage, description: String? = nil) -> [UInt8] {
    let layout = CPNGLayout(
      height: image.height, width: image.width, channels: image.channels,
      bytesPerValue: image.values.bytesPerValue)
    var file = CPNGBytes()
    defer { CPNGFree(file) }
    var message = PNGMessage()
    let status = image.values.withUnsafeBytes { values in
      guard let start = values.baseAddress else { preconditionFailure("a PNG file of no pixels") }
      return CPNGEncode(start, layout, description, &file, &message.characters, PNGMessage.size)
    }
    // With the preconditions kept, only a lack of memory is left to go wrong.
    precondition(
      status == .done, "encoding \(image.width) × \(image.height) pixels: \(message.text)")
    return Array(UnsafeBufferPointer(start: file.bytes, count: file.count))
  }
}
