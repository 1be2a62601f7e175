import Files
import Foundation

extension UserDataset {
  /// Loads data that a trained model is applied to, in the form that it was trained on.
  ///
  /// Classes are numbered as the description says, columns may be in any order, and tables are
  /// standardised with its statistics. Labels may be missing. Rows are held out as in training.
  ///
  /// - Throws: as `load(_:_:splitSeed:)`; `badData` for samples of another form, other columns and
  ///   classes that the description does not have.
  package static func load(
    _ path: String, _ options: UserDataOptions, splitSeed: UInt64, like description: DataDescription
  ) throws(DatasetError) -> ArrayDataset {
    let raw = try read(path, options, like: description)
    for part in [raw.train, raw.test].compactMap({ $0 }) { try check(part, raw.kind, description) }
    try scan(raw)
    let split =
      raw.test == nil
      ? try UserDataSplit(
        holdingOut: options.testShare, of: raw.train.source.count, groups: raw.train.groups,
        seed: splitSeed) : nil
    let all = ArraySamples(
      raw.train.source, factors: try InputLabels(of: raw.train, heads: description.heads).factors)
    let train = split.map { all.selecting($0.training) } ?? all
    let test: ArraySamples
    if let part = raw.test {
      test = ArraySamples(
        part.source, factors: try InputLabels(of: part, heads: description.heads).factors)
    } else {
      test = all.selecting(split?.heldOut ?? [])
    }
    let name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    return ArrayDataset(
      name: name, title: name,
      train: description.statistics.map { train.standardized(with: $0) } ?? train,
      test: description.statistics.map { test.standardized(with: $0) } ?? test,
      description: description)
  }

  private static func read(
    _ path: String, _ options: UserDataOptions, like description: DataDescription
  ) throws(DatasetError) -> RawData {
    var options = options
    switch try format(of: path) {
    case .npz, .npy:
      // Arrays beside the samples may be missing, and samples have their usual name.
      let names = try DatasetError.files { () throws(FileError) in try StoredArrays(path).names }
      func present(_ key: String?) -> String? { key.flatMap { names.contains($0) ? $0 : nil } }
      options.xKey = present(options.xKey)
      options.yKey = present(options.yKey)
      options.groupColumn = present(options.groupColumn)
      options.kind = description.kind
      return try ArrayDataReader.read(path, options)
    case .csv:
      return try table(path, options, description.namedColumns(path: path))
    case .images:
      var reading = UserDataOptions()
      reading.unlabelledValue = options.unlabelledValue
      return try ImageFolderReader.read(path, reading)
    }
  }

  /// A table, or a folder with those of both parts.
  private static func table(
    _ path: String, _ options: UserDataOptions, _ columns: [String]
  ) throws(DatasetError) -> RawData {
    guard FileKind.of(path) == .folder else {
      return try InputTable.read(path, options, columns: columns, .read)
    }
    let (trainFile, testFile) = (CSVDataReader.trainFile, CSVDataReader.testFile)
    let train = try InputTable.read("\(path)/\(trainFile)", options, columns: columns, .read)
    let test = try InputTable.read("\(path)/\(testFile)", options, columns: columns, .read)
    return RawData(
      format: .csv, kind: .table, columns: columns, train: train.train, test: test.train)
  }

  private static func check(
    _ part: RawData.Part, _ kind: SampleKind, _ description: DataDescription
  ) throws(DatasetError) {
    let source = part.source
    guard kind == description.kind, source.sampleShape == description.sampleShape else {
      throw .badData(
        path: part.path, found: "\(kind) samples of shape \(source.sampleShape)",
        expected: "\(description.kind) samples of shape \(description.sampleShape), as the run was "
          + "trained on", advice: "name data of that form")
    }
    try description.check(source.element, path: part.path)
  }

  /// Finds values that are not finite, and what cannot be read.
  private static func scan(_ raw: RawData) throws(DatasetError) {
    var scan = UserDataScan(columns: raw.columns, standardizing: nil, chunkBytes: 1 << 22)
    for part in [raw.train, raw.test].compactMap({ $0 }) {
      try scan.read(part, isTraining: [Bool](repeating: false, count: part.source.count))
    }
  }
}

extension DataDescription {
  /// Whether values are scaled as those that a model was trained on: bytes, which are divided by 255,
  /// are in 0…1, so that numbers in this range will do as well.
  ///
  /// - Throws: `badData` for bytes in place of numbers in other ranges.
  package func check(_ found: SampleElement, path: String) throws(DatasetError) {
    guard found == .byte, element == .float, !isUnitRange else { return }
    throw .badData(
      path: path, found: "unsigned bytes, which are divided by 255",
      expected: "numbers as the run was trained on, which are used as they are",
      advice: "convert the array, for example with numpy's x.astype('float32')")
  }
}
