/// Makes a data set of what a user's files gave: numbers classes, holds out rows, and looks at every value.
struct UserDataAssembly {
  private let raw: RawData
  /// The rows that are held out; nil where the files have a test part.
  private let split: UserDataSplit?
  private let classes: UserDataClasses

  /// Splits rows and numbers classes; no value is read.
  ///
  /// - Parameter classNames: the names of the classes of each head where they are not those of
  ///   the labels.
  /// - Throws: `badData` where rows or labels are unusable; `usage` for a share that does not fit.
  init(
    _ raw: RawData, testShare: Double, splitSeed: UInt64, classNames: [[String]?]? = nil
  ) throws(DatasetError) {
    let count = raw.train.source.count
    guard count > 0 else {
      throw .badData(
        path: raw.train.path, found: "no samples", expected: "at least one",
        advice: "add samples to train on")
    }
    if let fault = raw.trainingFault { throw fault }
    try Self.checkTest(raw)
    self.raw = raw
    split =
      raw.test == nil
      ? try UserDataSplit(
        holdingOut: testShare, of: count, groups: raw.train.groups, seed: splitSeed) : nil
    classes = try UserDataClasses(
      raw, training: split?.training ?? Array(0..<count), names: classNames)
  }

  /// Reads every value once and describes the data.
  ///
  /// - Parameter chunkBytes: how much is read at a time; it changes nothing else but the last bits of
  ///   statistics.
  /// - Throws: `badData` for a value that is not finite; what reading throws.
  func dataset(name: String, chunkBytes: Int = 1 << 22) throws(DatasetError) -> ArrayDataset {
    let source = raw.train.source
    // Columns of a table may be in any units; arrays are taken as they are.
    var scan = UserDataScan(
      columns: raw.columns, standardizing: raw.format == .csv ? source.sampleShape.last : nil,
      chunkBytes: chunkBytes)
    var isTraining = [Bool](repeating: true, count: source.count)
    for row in split?.heldOut ?? [] { isTraining[row] = false }
    try scan.read(raw.train, isTraining: isTraining)
    if let test = raw.test {
      try scan.read(test, isTraining: [Bool](repeating: false, count: test.source.count))
    }
    let statistics = scan.moments?.statistics
    let all = ArraySamples(
      source, factors: classes.train, groups: raw.train.groups, place: raw.train.place)
    let train = split.map { all.selecting($0.training) } ?? all
    let test =
      raw.test.map { ArraySamples($0.source, factors: classes.test) }
      ?? all.selecting(split?.heldOut ?? [])
    return ArrayDataset(
      name: name, title: name,
      train: statistics.map { train.standardized(with: $0) } ?? train,
      test: statistics.map { test.standardized(with: $0) } ?? test,
      description: DataDescription(
        kind: raw.kind, sampleShape: source.sampleShape, element: source.element,
        isUnitRange: statistics == nil && scan.isUnitRange, heads: classes.heads,
        columns: raw.columns, statistics: statistics),
      range: scan.range)
  }

  /// Samples of both parts are alike.
  private static func checkTest(_ raw: RawData) throws(DatasetError) {
    guard let test = raw.test else { return }
    let (train, advice) = (raw.train.source, "make both parts in the same way")
    guard test.source.sampleShape == train.sampleShape else {
      throw .badData(
        path: test.path, found: "samples of shape \(test.source.sampleShape)",
        expected: "\(train.sampleShape), as in \(raw.train.path)", advice: advice)
    }
    guard test.source.element == train.element else {
      throw .badData(
        path: test.path, found: "samples of type \(test.source.element)",
        expected: "\(train.element), as in \(raw.train.path)", advice: advice)
    }
  }
}
