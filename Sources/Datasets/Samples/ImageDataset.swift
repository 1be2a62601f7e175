/// A data set of images with its training and test parts.
public struct ImageDataset: SampleDataset {
  /// The name on the command line, for example `fashion-mnist`.
  public let name: String
  /// The name in pictures, tables and reports, for example `Fashion-MNIST`.
  public let title: String
  /// Whether this software rendered the images in place of the published ones.
  public let isStandIn: Bool
  /// The training images.
  public let train: LabelledImages
  /// The test images.
  public let test: LabelledImages
  /// The names of the classes of the first factor.
  public let classNames: [String]
  /// Which training images count as labelled; nil means all.
  public let labelSplit: LabelSplit?
  /// How the images were divided into training and test part; nil where they are published so.
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

  public var description: DataDescription {
    DataDescription(
      kind: .image, sampleShape: train.sampleShape, element: .byte, isUnitRange: true,
      heads: heads())
  }

  public func keeping(_ labels: LabelSplit) -> ImageDataset {
    ImageDataset(
      name: name, title: title, train: train, test: test, classNames: classNames,
      isStandIn: isStandIn, split: split, labelSplit: labels)
  }
}
