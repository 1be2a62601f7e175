/// A data set with its training and test parts.
public protocol SampleDataset: Sendable {
  associatedtype Samples: LabelledSamples

  /// The name on the command line, for example `fashion-mnist`.
  var name: String { get }
  /// The name in pictures, tables and reports, for example `Fashion-MNIST`.
  var title: String { get }
  /// Whether this software made the samples in place of the published ones.
  var isStandIn: Bool { get }
  /// The training samples.
  var train: Samples { get }
  /// The test samples.
  var test: Samples { get }
  /// The names of the classes of the first factor.
  var classNames: [String] { get }
  /// What a model must know of the data.
  var description: DataDescription { get }
  /// Which training samples count as labelled; nil means all that have a label.
  var labelSplit: LabelSplit? { get }

  /// The same data with these training labels only.
  func keeping(_ labels: LabelSplit) -> Self
}

extension SampleDataset {
  /// The classification heads of the samples, the first with names of its classes.
  func heads() -> [DataDescription.Head] {
    let factors = train.factors
    return factors.enumerated().map { index, factor in
      DataDescription.Head(
        name: factors.count == 1 ? "" : factor.name,
        classes: index == 0 ? classNames : (0..<factor.classCount).map { "\($0)" })
    }
  }

  /// The same data with only `count` training labels kept, drawn with `seed` among the samples that
  /// have a label.
  ///
  /// - Throws: `usage` where there are fewer than `count` of them.
  public func keepingLabels(
    _ count: Int, seed: UInt64, stratified: Bool = false
  ) throws(DatasetError) -> Self {
    let labels = train.labels
    let labelled = labels.indices.filter { row in
      // Classes are those of the first factor.
      stratified ? labels[row] != LabelColumn.missing : train.isLabelled(row)
    }
    return keeping(
      try LabelSplit(
        keeping: count, of: labels, among: labelled, classCount: train.classCount, seed: seed,
        stratified: stratified))
  }
}

/// A data set that is known by name and loaded from its original files.
public protocol KnownDataset: Sendable {
  associatedtype Contents: SampleDataset

  /// The loaded samples and labels.
  var dataset: Contents { get }
}

extension KnownDataset {
  /// The training samples.
  public var train: Contents.Samples { dataset.train }
  /// The test samples.
  public var test: Contents.Samples { dataset.test }

  /// The data set with only `count` training labels kept; see `SampleDataset.keepingLabels`.
  public func keepingLabels(
    _ count: Int, seed: UInt64, stratified: Bool = false
  ) throws(DatasetError) -> Contents {
    try dataset.keepingLabels(count, seed: seed, stratified: stratified)
  }
}
