/// A data set of sequences with its training and test parts.
public struct SequenceDataset: Sendable {
  /// The name on the command line, for example `uci-har`.
  public let name: String
  /// What pictures, tables and reports call it, for example `UCI-HAR`.
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

  /// The names of the channels.
  public var channelNames: [String] { train.channelNames }
  /// The names of the classes.
  public var classNames: [String] { train.classNames }

  /// The same data with only `count` training labels kept, drawn with `seed`.
  ///
  /// Throws `usage` where there are fewer than `count` training sequences.
  public func keepingLabels(
    _ count: Int, seed: UInt64, stratified: Bool = false
  ) throws(DatasetError) -> SequenceDataset {
    let split = try LabelSplit(
      keeping: count, of: train.labels, classCount: train.classCount, seed: seed,
      stratified: stratified)
    return SequenceDataset(
      name: name, title: title, train: train, test: test, labelSplit: split)
  }
}
