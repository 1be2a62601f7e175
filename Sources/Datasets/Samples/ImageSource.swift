/// A source of pixels: memory, or a file that is read by position.
///
/// Images are unsigned bytes [height, width, channels], the last dimension fastest; 0 is black or
/// background. Several threads may read at the same time.
public protocol ImageSource: Sendable {
  /// The number of images.
  var count: Int { get }
  /// Rows of an image.
  var height: Int { get }
  /// Columns of an image.
  var width: Int { get }
  /// Values of a pixel.
  var channels: Int { get }

  /// Writes the pixels of one image into a buffer of `height · width · channels` bytes.
  ///
  /// - Throws: where a file cannot be read.
  /// - Precondition: `row` is below `count`.
  func read(_ row: Int, into image: UnsafeMutableBufferPointer<UInt8>) throws(DatasetError)
}

extension ImageSource {
  /// The number of values of an image.
  public var valuesPerImage: Int { height * width * channels }

  /// Writes the pixels of some images, one after the other, into a buffer of exactly their size.
  ///
  /// - Throws: where a file cannot be read.
  public func read(
    rows: some Collection<Int>, into images: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) {
    let size = valuesPerImage
    precondition(images.count == rows.count * size, "a buffer of \(images.count) bytes")
    var start = 0
    for row in rows {
      try read(row, into: UnsafeMutableBufferPointer(rebasing: images[start..<start + size]))
      start += size
    }
  }
}

/// Images that are in memory.
public struct MemoryImages: ImageSource {
  public let count: Int
  public let height: Int
  public let width: Int
  public let channels: Int
  private let bytes: [UInt8]

  /// Images from `bytes`, [count, height, width, channels].
  ///
  /// - Precondition: the number of bytes is a multiple of the size of an image.
  public init(_ bytes: [UInt8], height: Int, width: Int, channels: Int) {
    precondition(
      height > 0 && width > 0 && channels > 0 && bytes.count % (height * width * channels) == 0,
      "\(bytes.count) bytes are not a whole number of images \(height) x \(width) x \(channels)")
    count = bytes.count / (height * width * channels)
    self.height = height
    self.width = width
    self.channels = channels
    self.bytes = bytes
  }

  public func read(
    _ row: Int, into image: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) {
    _ = image.update(fromContentsOf: bytes[row * valuesPerImage..<(row + 1) * valuesPerImage])
  }
}

/// The images of several sources of one shape, one source after the other.
struct JoinedImages: ImageSource {
  let count: Int
  let height: Int
  let width: Int
  let channels: Int
  private let sources: [any ImageSource]

  /// - Precondition: there is a source, and all have the same shape.
  init(_ sources: [any ImageSource]) {
    guard let first = sources.first else { preconditionFailure("no images to join") }
    precondition(
      sources.allSatisfy {
        ($0.height, $0.width, $0.channels) == (first.height, first.width, first.channels)
      },
      "images of several shapes")
    count = sources.reduce(0) { $0 + $1.count }
    height = first.height
    width = first.width
    channels = first.channels
    self.sources = sources
  }

  func read(_ row: Int, into image: UnsafeMutableBufferPointer<UInt8>) throws(DatasetError) {
    var row = row
    for source in sources {
      if row < source.count { return try source.read(row, into: image) }
      row -= source.count
    }
    preconditionFailure("image \(row) after the last one")
  }
}
