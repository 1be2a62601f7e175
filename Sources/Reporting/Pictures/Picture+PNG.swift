import Files

extension Picture {
  /// The picture as a PNG file of 8-bit grey or RGB.
  ///
  /// - Parameter description: a text that is stored with the picture, under PNG's keyword Description;
  ///   a question mark replaces what is not plain ASCII.
  /// - Precondition: the sides are below 2³¹, which is the format's limit.
  public func png(description: String? = nil) -> [UInt8] {
    PNGFile.bytes(
      of: PNGImage(height: height, width: width, channels: channels, values: .uint8(pixels)),
      description: description.map(Self.ascii))
  }

  private static func ascii(_ text: String) -> String {
    String(text.map { $0.isASCII && $0 >= " " ? $0 : "?" })
  }
}
