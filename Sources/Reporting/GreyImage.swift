import Basics

/// An 8-bit greyscale image, row by row from the top; 0 is black and 255 white.
public struct GreyImage: Sendable, Hashable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// `width · height` values, the column running fastest.
  public let pixels: [UInt8]

  /// - Precondition: the sides are at least 1, and `pixels` has one value for each pixel.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "an image of \(width) × \(height) pixels")
    precondition(
      pixels.count == width * height, "\(pixels.count) pixels for \(width) × \(height)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// From intensities, 0 for black and 1 for white; values outside are clipped, and NaN is black.
  ///
  /// - Precondition: as for `init(width:height:pixels:)`.
  public init(width: Int, height: Int, intensities: some Sequence<Float>) {
    self.init(
      width: width, height: height,
      pixels: intensities.map { $0 > 0 ? UInt8((min($0, 1) * 255).rounded()) : 0 })
  }

  /// Images of one size in rows of `columns`, the last row perhaps shorter.
  ///
  /// With a margin between and around the images:
  /// width = columns · (image width + margin) + margin, and likewise the height.
  ///
  /// - Parameters:
  ///   - margin: in pixels.
  ///   - background: the grey of the margin and of empty cells.
  /// - Precondition: there is an image, all have the same size, and `columns` is at least 1.
  public static func grid(
    _ images: [GreyImage], columns: Int, margin: Int = 2, background: UInt8 = 128
  ) -> GreyImage {
    precondition(
      !images.isEmpty && columns > 0 && margin >= 0,
      "a grid of \(images.count) images in \(columns) columns, margin \(margin)")
    let (width, height) = (images[0].width, images[0].height)
    precondition(
      images.allSatisfy { $0.width == width && $0.height == height },
      "the images of a grid have one size")
    let rows = images.count.dividedRoundingUp(by: columns)
    let total = (
      width: columns * (width + margin) + margin, height: rows * (height + margin) + margin
    )
    var pixels = [UInt8](repeating: background, count: total.width * total.height)
    for (index, image) in images.enumerated() {
      let left = index % columns * (width + margin) + margin
      let top = index / columns * (height + margin) + margin
      for row in 0..<height {
        let start = (top + row) * total.width + left
        pixels.replaceSubrange(
          start..<start + width, with: image.pixels[row * width..<(row + 1) * width])
      }
    }
    return GreyImage(width: total.width, height: total.height, pixels: pixels)
  }
}
