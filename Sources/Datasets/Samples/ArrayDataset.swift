/// A data set of one's own: samples of any shape, any of them without a label, with a training and a
/// test part.
public struct ArrayDataset: SampleDataset {
  public let name: String
  public let title: String
  public let train: ArraySamples
  public let test: ArraySamples
  /// What a model must know of the data.
  public let description: DataDescription
  /// Which training samples count as labelled; nil means all that have a label.
  public let labelSplit: LabelSplit?
  /// The smallest and the largest training value, not standardised, of bytes divided by 255; nil where they
  /// were not looked at.
  package let range: ClosedRange<Float>?

  /// Whether this software made the samples: never.
  public var isStandIn: Bool { false }
  public var classNames: [String] { description.heads.first?.classes ?? [] }

  package init(
    name: String, title: String, train: ArraySamples, test: ArraySamples,
    description: DataDescription, labelSplit: LabelSplit? = nil, range: ClosedRange<Float>? = nil
  ) {
    self.name = name
    self.title = title
    self.train = train
    self.test = test
    self.description = description
    self.labelSplit = labelSplit
    self.range = range
  }

  public func keeping(_ labels: LabelSplit) -> ArrayDataset {
    ArrayDataset(
      name: name, title: title, train: train, test: test, description: description,
      labelSplit: labels, range: range)
  }
}
