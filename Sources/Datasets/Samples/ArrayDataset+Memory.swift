extension ArrayDataset {
  /// Floats in memory, which models read as they are, with one label each.
  ///
  /// - Parameters:
  ///   - x: the values, row-major.
  ///   - shape: [samples, height, width] or [samples, height, width, channels] of images,
  ///     [samples, steps, channels] of sequences, [samples, features] of a table.
  ///   - labels: nil or −1 for a sample without one; empty where none has one.
  ///   - classNames: the names of the classes, whose indices the labels are; nil where labels are any
  ///     integers, whose sorted list makes the classes.
  ///   - test: the test part.
  ///   - name: what messages and reports call the data.
  /// - Throws: `usage` where sizes or labels do not fit; `badData` for values that are not finite, for
  ///   one class only, and for a class that no training sample has.
  public init(
    _ x: [Float], shape: [Int], kind: SampleKind, labels: [Int?] = [],
    classNames: [String]? = nil, test: ArrayTestPart = .share(0.1, seed: 1), name: String = "array"
  ) throws(DatasetError) {
    try self.init(
      MemoryArray(x, shape: shape, kind: kind), kind: kind,
      heads: labels.isEmpty ? [] : [HeadLabels(labels, classNames: classNames)],
      test: test, name: name)
  }

  /// Bytes in memory, which models read divided by 255, with one label each; otherwise as for floats.
  public init(
    _ x: [UInt8], shape: [Int], kind: SampleKind, labels: [Int?] = [],
    classNames: [String]? = nil, test: ArrayTestPart = .share(0.1, seed: 1), name: String = "array"
  ) throws(DatasetError) {
    try self.init(
      MemoryArray(x, shape: shape, kind: kind), kind: kind,
      heads: labels.isEmpty ? [] : [HeadLabels(labels, classNames: classNames)],
      test: test, name: name)
  }

  /// Samples from anywhere, with any number of heads.
  ///
  /// Every value is read once, several samples at a time.
  ///
  /// - Parameters:
  ///   - heads: the labels of the training part, or of all samples where a share of them is held out.
  ///   - test: the test part.
  /// - Throws: as for floats, and what reading throws.
  public init(
    _ samples: any SampleSource, kind: SampleKind, heads: [HeadLabels],
    test: ArrayTestPart = .share(0.1, seed: 1), name: String = "array"
  ) throws(DatasetError) {
    guard samples.sampleShape.count == kind.rank else {
      throw .usage(
        setting: "shape of a sample", found: "\(samples.sampleShape)",
        expected: "\(kind.axes) of kind \(kind)")
    }
    var labels: [RawLabels] = []
    for head in heads { labels.append(try head.raw(head.labels, count: samples.count)) }
    let raw = RawData(
      format: .npy, kind: kind, columns: nil,
      train: RawData.Part(path: name, source: samples, labels: labels, groups: nil, place: nil),
      test: try Self.part(test, kind, heads, name: "\(name), test part"))
    var (share, seed) = (0.0, UInt64(0))
    if case .share(let fraction, let splitSeed) = test { (share, seed) = (fraction, splitSeed) }
    self = try UserDataAssembly(
      raw, testShare: share, splitSeed: seed, classNames: heads.map(\.classNames)
    ).dataset(name: name)
  }

  /// A test part that is given; nil where rows are held out.
  private static func part(
    _ test: ArrayTestPart, _ kind: SampleKind, _ heads: [HeadLabels], name: String
  ) throws(DatasetError) -> RawData.Part? {
    let source: any SampleSource
    let labels: [[Int?]]
    switch test {
    case .share: return nil
    case .floats(let values, let shape, let own):
      source = try MemoryArray(values, shape: shape, kind: kind)
      labels = own.isEmpty ? [] : [own]
    case .bytes(let values, let shape, let own):
      source = try MemoryArray(values, shape: shape, kind: kind)
      labels = own.isEmpty ? [] : [own]
    case .samples(let samples, let own): (source, labels) = (samples, own)
    }
    guard labels.isEmpty || labels.count == heads.count else {
      throw .usage(
        setting: "labels of the test part", found: "\(labels.count) lists",
        expected: "\(heads.count), one for each head, or none")
    }
    var raw: [RawLabels] = []
    for (head, own) in zip(heads, labels) { raw.append(try head.raw(own, count: source.count)) }
    return RawData.Part(path: name, source: source, labels: raw, groups: nil, place: nil)
  }
}
