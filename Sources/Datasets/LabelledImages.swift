/// One label per image: a class of one factor, such as the digit or, elsewhere, the elevation.
public struct LabelColumn: Sendable, Equatable {
  /// The factor that the labels give, for example `digit`.
  public let name: String
  /// The number of classes; labels are 0 ..< classCount.
  public let classCount: Int
  /// The label of each image.
  public let values: [UInt8]

  package init(name: String, classCount: Int, values: [UInt8]) {
    precondition(
      values.allSatisfy { $0 < classCount }, "labels of '\(name)' outside 0 ..< \(classCount)")
    self.name = name
    self.classCount = classCount
    self.values = values
  }
}

/// Images of unsigned bytes with their labels.
///
/// Images are [count, height, width, channels], the last dimension fastest (NHWC). Most data sets
/// have one label per image; Small-NORB has one for each of four factors.
public struct LabelledImages: Sendable, Equatable {
  /// All pixels, `count · height · width · channels` bytes; 0 is black or background.
  public let images: [UInt8]
  /// Rows of an image.
  public let height: Int
  /// Columns of an image.
  public let width: Int
  /// Values of a pixel.
  public let channels: Int
  /// The label columns, at least one.
  public let factors: [LabelColumn]

  package init(images: [UInt8], height: Int, width: Int, channels: Int, factors: [LabelColumn]) {
    precondition(!factors.isEmpty, "labelled images need a label column")
    precondition(
      factors.allSatisfy { $0.values.count * height * width * channels == images.count },
      "every label column has one value per image")
    self.images = images
    self.height = height
    self.width = width
    self.channels = channels
    self.factors = factors
  }

  /// The number of images.
  public var count: Int { factors[0].values.count }
  /// The number of values of an image.
  public var valuesPerImage: Int { height * width * channels }
  /// The labels of the first factor.
  public var labels: [UInt8] { factors[0].values }
  /// The number of classes of the first factor.
  public var classCount: Int { factors[0].classCount }

  /// The pixels of image `index`, `valuesPerImage` bytes.
  public func image(_ index: Int) -> ArraySlice<UInt8> {
    images[index * valuesPerImage..<(index + 1) * valuesPerImage]
  }

  /// The images and labels of the given rows, in that order.
  public func selecting(_ rows: [Int]) -> LabelledImages {
    var selected: [UInt8] = []
    selected.reserveCapacity(rows.count * valuesPerImage)
    for row in rows { selected += image(row) }
    return LabelledImages(
      images: selected, height: height, width: width, channels: channels,
      factors: factors.map { factor in
        LabelColumn(
          name: factor.name, classCount: factor.classCount, values: rows.map { factor.values[$0] })
      })
  }
}

/// A data set of images with its training and test parts.
public struct ImageDataset: Sendable, Equatable {
  /// The name on the command line, for example `fashion-mnist`.
  public let name: String
  /// The training images.
  public let train: LabelledImages
  /// The test images.
  public let test: LabelledImages
  /// The names of the classes of the first factor.
  public let classNames: [String]
  /// Which training images count as labelled; nil means all.
  public let labelSplit: LabelSplit?

  package init(
    name: String, train: LabelledImages, test: LabelledImages, classNames: [String],
    labelSplit: LabelSplit? = nil
  ) {
    self.name = name
    self.train = train
    self.test = test
    self.classNames = classNames
    self.labelSplit = labelSplit
  }

  /// The same data with only `count` training labels kept, drawn with `seed`.
  ///
  /// Throws `usage` where there are fewer than `count` training images.
  public func keepingLabels(
    _ count: Int, seed: UInt64, stratified: Bool = false
  ) throws(DatasetError) -> ImageDataset {
    let split = try LabelSplit(
      keeping: count, of: train.labels, classCount: train.classCount, seed: seed,
      stratified: stratified)
    return ImageDataset(
      name: name, train: train, test: test, classNames: classNames, labelSplit: split)
  }
}

/// A data set that is known by name and loaded from its original files.
public protocol KnownImageDataset: Sendable {
  /// The loaded images and labels.
  var dataset: ImageDataset { get }
}

extension KnownImageDataset {
  /// The training images.
  public var train: LabelledImages { dataset.train }
  /// The test images.
  public var test: LabelledImages { dataset.test }

  /// The data set with only `count` training labels kept; see `ImageDataset.keepingLabels`.
  public func keepingLabels(
    _ count: Int, seed: UInt64, stratified: Bool = false
  ) throws(DatasetError) -> ImageDataset {
    try dataset.keepingLabels(count, seed: seed, stratified: stratified)
  }
}
