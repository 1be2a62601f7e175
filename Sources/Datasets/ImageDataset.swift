/// A data set of images with its training and test parts.
public struct ImageDataset: Sendable {
  /// The name on the command line, for example `fashion-mnist`.
  public let name: String
  /// What pictures, tables and reports call it, for example `Fashion-MNIST`.
  public let title: String
  /// Whether the images were rendered by this software in place of the published ones.
  public let isStandIn: Bool
  /// The training images.
  public let train: LabelledImages
  /// The test images.
  public let test: LabelledImages
  /// The names of the classes of the first factor.
  public let classNames: [String]
  /// Which training images count as labelled; nil means all.
  public let labelSplit: LabelSplit?
  /// How the images were parted into training and test images; nil where they are published so.
  public let split: PairSplit?

  package init(
    name: String, title: String, train: LabelledImages, test: LabelledImages,
    classNames: [String], isStandIn: Bool = false, split: PairSplit? = nil,
    labelSplit: LabelSplit? = nil
  ) {
    self.name = name
    self.title = title
    self.isStandIn = isStandIn
    self.split = split
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
      name: name, title: title, train: train, test: test, classNames: classNames,
      isStandIn: isStandIn, split: self.split, labelSplit: split)
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
