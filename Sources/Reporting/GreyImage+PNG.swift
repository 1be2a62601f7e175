import Files

extension GreyImage {
  /// The image as a PNG file of 8-bit grey.
  ///
  /// - Parameter description: a text that is stored with the image, under PNG's keyword Description.
  /// - Precondition: the sides are below 2³¹, which is the format's limit, and the description is
  ///   plain ASCII.
  public func png(description: String? = nil) -> [UInt8] {
    PNGFile.bytes(width: width, height: height, grey: pixels, description: description)
  }
}
