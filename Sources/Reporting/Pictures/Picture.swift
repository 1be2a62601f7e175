import Basics

/// An 8-bit picture, grey or RGB, row by row from the top; 0 is black.
public struct Picture: Sendable, Hashable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// Values of a pixel: 1 is grey, 3 RGB.
  public let channels: Int
  /// `height · width · channels` values, the channel running fastest, then the column.
  public let pixels: [UInt8]

  /// - Precondition: the sides are at least 1, there are one or three channels, and `pixels` has a
  ///   value for each of every pixel.
  public init(width: Int, height: Int, channels: Int = 1, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && [1, 3].contains(channels),
      "a picture of \(width) × \(height) pixels of \(channels) channels")
    precondition(
      pixels.count == width * height * channels,
      "\(pixels.count) values for \(width) × \(height) pixels of \(channels) channels")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// From intensities, 0 for black and 1 for white; values outside are clipped, and NaN is black.
  ///
  /// - Precondition: as for `init(width:height:channels:pixels:)`.
  public init(width: Int, height: Int, channels: Int = 1, intensities: some Sequence<Float>) {
    self.init(
      width: width, height: height, channels: channels,
      pixels: intensities.map { $0 > 0 ? UInt8((min($0, 1) * 255).rounded()) : 0 })
  }

  /// A picture of one grey.
  ///
  /// - Precondition: as for `init(width:height:channels:pixels:)`.
  public init(width: Int, height: Int, channels: Int = 1, grey: UInt8) {
    self.init(
      width: width, height: height, channels: channels,
      pixels: [UInt8](repeating: grey, count: width * height * channels))
  }

  /// The picture with n · n pixels in place of each, where n is the smallest whole number for which the
  /// longer side has at least `side` pixels.
  ///
  /// - Precondition: `side` is at least 1.
  public func enlarged(toSide side: Int) -> Picture {
    precondition(side > 0, "a picture enlarged to \(side) pixels")
    let factor = side.dividedRoundingUp(by: max(width, height))
    if factor == 1 { return self }
    var enlarged: [UInt8] = []
    enlarged.reserveCapacity(pixels.count * factor * factor)
    for row in 0..<height {
      let line = (row * width..<(row + 1) * width).flatMap { pixel in
        let values = pixels[pixel * channels..<(pixel + 1) * channels]
        return (0..<factor).flatMap { _ in values }
      }
      for _ in 0..<factor { enlarged += line }
    }
    return Picture(
      width: width * factor, height: height * factor, channels: channels, pixels: enlarged)
  }

  /// Pictures of one form in rows of `columns`, the last row perhaps shorter.
  ///
  /// With a margin between and around the pictures:
  /// width = columns · (picture width + margin) + margin, and likewise the height.
  ///
  /// - Parameters:
  ///   - margin: in pixels.
  ///   - background: the grey of the margin and of empty cells.
  /// - Precondition: there is a picture, all have the same size and channels, and `columns` is at
  ///   least 1.
  public static func grid(
    _ pictures: [Picture], columns: Int, margin: Int = 2, background: UInt8 = 128
  ) -> Picture {
    precondition(
      !pictures.isEmpty && columns > 0 && margin >= 0,
      "a grid of \(pictures.count) pictures in \(columns) columns, margin \(margin)")
    let (width, height, channels) = (pictures[0].width, pictures[0].height, pictures[0].channels)
    precondition(
      pictures.allSatisfy {
        $0.width == width && $0.height == height && $0.channels == channels
      },
      "the pictures of a grid have one size and one number of channels")
    let rows = pictures.count.dividedRoundingUp(by: columns)
    let total = (
      width: columns * (width + margin) + margin, height: rows * (height + margin) + margin
    )
    var pixels = [UInt8](repeating: background, count: total.width * total.height * channels)
    let line = width * channels
    for (index, picture) in pictures.enumerated() {
      let left = index % columns * (width + margin) + margin
      let top = index / columns * (height + margin) + margin
      for row in 0..<height {
        let start = ((top + row) * total.width + left) * channels
        pixels.replaceSubrange(
          start..<start + line, with: picture.pixels[row * line..<(row + 1) * line])
      }
    }
    return Picture(width: total.width, height: total.height, channels: channels, pixels: pixels)
  }
}
