package import Datasets
package import Reporting

/// How the images of a data set are shown, each as a tile of a picture.
///
/// Three channels are RGB. Any other number lies side by side in grey, as the two eyes of a stereo pair
/// do. Values in 0…1 are shown as they are. Of data with other values, the smallest and the largest
/// value become black and white: those of the data that a picture shows or, if it shows none, of what
/// the decoder made. Tiles whose longer side has fewer than 28 pixels are enlarged by a whole factor.
package struct PictureTiles {
  /// The grey of the margins: neither an image's ground nor its strokes.
  static let background: UInt8 = 128

  /// A tile without an image.
  package let blank: Picture
  private let shape: [Int]
  private let isUnitRange: Bool

  /// The longer side of a tile has at least as many pixels, as MNIST's images have.
  private static let shortestSide = 28
  /// The most pixels beside each other in a handy picture, unless that is less than three tiles.
  private static let handyWidth = 1_200

  /// - Precondition: the data are images.
  package init(_ description: DataDescription) {
    shape = description.sampleShape
    precondition(
      description.kind == .image && shape.count == 3,
      "pictures of samples of shape \(shape), kind \(description.kind)")
    isUnitRange = description.isUnitRange
    let isColor = shape[2] == 3
    blank = Picture(
      width: isColor ? shape[1] : shape[1] * shape[2], height: shape[0],
      channels: isColor ? 3 : 1, grey: Self.background
    ).enlarged(toSide: Self.shortestSide)
  }

  /// The number of columns of a handy picture: 20 digits, 6 stereo pairs, fewer of large images.
  package var defaultColumns: Int {
    blank.width > 64 ? max(3, min(6, Self.handyWidth / blank.width)) : 20
  }

  /// The tiles of some images, [images, height, width, channels].
  ///
  /// - Parameter data: the values whose range is shown, if values are not in 0…1; nil takes those of
  ///   the images.
  package func tiles(_ values: [Float], inRangeOf data: [Float]? = nil) -> [Picture] {
    let size = shape.reduce(1, *)
    let (low, high) = range(of: data ?? values)
    return stride(from: 0, to: values.count, by: size).map { start in
      let image = values[start..<start + size]
      // Values in 0…1 keep all of their bits.
      if isUnitRange { return tile(Array(image)) }
      let scale = high > low ? 1 / (high - low) : 0
      return tile(image.map { ($0 - low) * scale })
    }
  }

  /// Tiles in rows of `columns`.
  static func grid(_ tiles: [Picture], columns: Int) -> Picture {
    Picture.grid(tiles, columns: columns, background: background)
  }

  private func range(of values: [Float]) -> (low: Float, high: Float) {
    let finite = values.lazy.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return (0, 1) }
    return (low, high)
  }

  private func tile(_ values: [Float]) -> Picture {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    if channels == 3 {
      return Picture(width: width, height: height, channels: 3, intensities: values)
        .enlarged(toSide: Self.shortestSide)
    }
    let intensities = (0..<height * channels * width).map { place in
      let (row, column) = (place / (channels * width), place % (channels * width))
      return values[(row * width + column % width) * channels + column / width]
    }
    return Picture(width: channels * width, height: height, intensities: intensities)
      .enlarged(toSide: Self.shortestSide)
  }
}
