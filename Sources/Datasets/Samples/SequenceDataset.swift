/// A data set of sequences with its training and test parts.
public struct SequenceDataset: SampleDataset {
  /// The name on the command line, for example `uci-har`.
  public let name: String
  /// The name in pictures, tables and reports, for example `UCI-HAR`.
  public let title: String
  /// The training sequences.
  public let train: LabelledSequences
  /// The test sequences.
  public let test: LabelledSequences
  /// Which training sequences count as labelled; nil means all.
  public let labelSplit: LabelSplit?

  package init(
    name: String, title: String, train: LabelledSequences, test: LabelledSequences,
    labelSplit: LabelSplit? = nil
  ) {
    self.name = name
    self.title = title
    self.train = train
    self.test = test
    self.labelSplit = labelSplit
  }

  /// Whether this software made the samples: never.
  public var isStandIn: Bool { false }
  /// The names of the channels.
  public var channelNames: [String] { train.channelNames }
  /// The names of the classes.
  public var classNames: [String] { train.classNames }

  public var description: DataDescription {
    DataDescription(
      kind: .sequence, sampleShape: train.sampleShape, element: .float, isUnitRange: false,
      heads: heads(), columns: channelNames)
  }

  public func keeping(_ labels: LabelSplit) -> SequenceDataset {
    SequenceDataset(name: name, title: title, train: train, test: test, labelSplit: labels)
  }

  /// The same sequences, standardised in both parts with the given statistics.
  public func standardized(with statistics: SequenceStatistics) -> SequenceDataset {
    SequenceDataset(
      name: name, title: title, train: train.standardized(with: statistics),
      test: test.standardized(with: statistics), labelSplit: labelSplit)
  }
}
