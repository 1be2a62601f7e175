/// Images of unsigned bytes with their labels, [count, height, width, channels] (NHWC).
///
/// Pixels are read on demand, from memory or from a file by position. Most data sets have one label per
/// image; Small-NORB has one for each of four factors.
public struct LabelledImages: LabelledSamples {
  /// The label columns, at least one.
  public let factors: [LabelColumn]
  private let source: any ImageSource
  /// The row of the source for each image; nil where the source is used as it is.
  private let rows: [Int]?

  /// Images of a source with their labels; every column has one value per image.
  public init(_ source: any ImageSource, factors: [LabelColumn]) {
    self.init(source, rows: nil, factors: factors)
  }

  /// Images in memory: `images` is [count, height, width, channels], 0 is black or background.
  ///
  /// Every label column has one value per image.
  public init(
    images: [UInt8], height: Int, width: Int, channels: Int, factors: [LabelColumn]
  ) {
    self.init(
      MemoryImages(images, height: height, width: width, channels: channels), factors: factors)
  }

  private init(_ source: any ImageSource, rows: [Int]?, factors: [LabelColumn]) {
    precondition(!factors.isEmpty, "labelled images need a label column")
    let count = rows?.count ?? source.count
    precondition(
      factors.allSatisfy { $0.values.count == count }, "every label column has one value per image")
    self.source = source
    self.rows = rows
    self.factors = factors
  }

  /// Rows of an image.
  public var height: Int { source.height }
  /// Columns of an image.
  public var width: Int { source.width }
  /// Values of a pixel.
  public var channels: Int { source.channels }
  /// The number of images.
  public var count: Int { factors[0].values.count }
  /// Rows, columns and values of a pixel.
  public var sampleShape: [Int] { [height, width, channels] }
  /// The number of values of an image.
  public var valuesPerImage: Int { height * width * channels }

  public var element: SampleElement { .byte }

  public func bytes(of rows: some Collection<Int>) throws(DatasetError) -> [UInt8] {
    try images(rows)
  }

  /// The pixels of image `index`, `valuesPerImage` bytes.
  ///
  /// - Throws: where a file cannot be read.
  public func image(_ index: Int) throws(DatasetError) -> [UInt8] {
    try images(CollectionOfOne(index))
  }

  /// The pixels of some images, one after the other.
  ///
  /// - Throws: where a file cannot be read.
  public func images(_ indices: some Collection<Int>) throws(DatasetError) -> [UInt8] {
    let size = valuesPerImage
    return try [UInt8](count: indices.count * size) { (bytes) throws(DatasetError) in
      var start = 0
      for index in indices {
        try read(index, into: UnsafeMutableBufferPointer(rebasing: bytes[start..<start + size]))
        start += size
      }
    }
  }

  /// Writes the pixels of image `index` into a buffer of `valuesPerImage` bytes.
  ///
  /// - Throws: where a file cannot be read.
  public func read(
    _ index: Int, into image: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) {
    precondition(0 <= index && index < count, "image \(index) of \(count)")
    try source.read(rows?[index] ?? index, into: image)
  }

  /// The images and labels of the given rows, in that order; no pixel is copied.
  public func selecting(_ rows: [Int]) -> LabelledImages {
    LabelledImages(
      source, rows: rows.map { self.rows?[$0] ?? $0 },
      factors: factors.map { $0.selecting(rows) })
  }

  /// The pixels of some images as a model reads them: divided by 255, one image after the other.
  ///
  /// - Throws: where a file cannot be read.
  public func values(of rows: some Collection<Int>) throws(DatasetError) -> [Float] {
    let size = valuesPerImage
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: size)
    defer { bytes.deallocate() }
    return try [Float](count: rows.count * size) { (values) throws(DatasetError) in
      // No memory is allocated for no rows.
      guard let source = bytes.baseAddress, var target = values.baseAddress else { return }
      for row in rows {
        try read(row, into: bytes)
        // The compiler vectorises a loop over plain pointers.
        for element in 0..<size { target[element] = Float(source[element]) / 255 }
        target += size
      }
    }
  }
}
