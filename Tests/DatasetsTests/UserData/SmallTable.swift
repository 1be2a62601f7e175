import Datasets
import TestFiles
import Testing

/// A table in a `.csv` file with its options.
struct SmallTable {
  let bytes: [UInt8]
  var options = UserDataOptions()
  var splitSeed: UInt64 = 1
  /// How much is read at a time.
  var chunkBytes = 1 << 22

  /// Nothing is held out unless `testShare` says so.
  init(
    _ text: String, labels: [String] = [], group: String? = nil, unlabelled: String? = nil,
    testShare: Double = 0
  ) {
    self.init(
      Array(text.utf8), labels: labels, group: group, unlabelled: unlabelled, testShare: testShare)
  }

  init(
    _ bytes: [UInt8], labels: [String] = [], group: String? = nil, unlabelled: String? = nil,
    testShare: Double = 0
  ) {
    self.bytes = bytes
    options.labelColumns = labels
    options.groupColumn = group
    options.unlabelledValue = unlabelled
    options.testShare = testShare
  }

  /// The loaded data; values are in memory.
  func load(as name: String = "table.csv") throws -> ArrayDataset {
    var result: ArrayDataset?
    try withFolder { folder in
      let path = "\(folder)/\(name)"
      try TestFiles.write(bytes, path)
      result = try UserDataset.load(path, options, splitSeed: splitSeed, chunkBytes: chunkBytes)
    }
    return try #require(result)
  }

  /// The error that loading throws.
  var error: DatasetError? { failure { _ = try load() } }
}

extension ArraySamples {
  /// The values of all samples.
  func allValues() throws -> [Float] { try values(of: 0..<count) }

  /// The rows of a table whose first column holds their numbers, from 0, standardised or not.
  func rowNumbers() throws -> [Int] {
    let values = try allValues()
    let columns = valuesPerSample
    let mean = statistics?.means[0] ?? 0
    let deviation = statistics?.standardDeviations[0] ?? 0
    let factor = deviation == 0 ? 1 : deviation
    return (0..<count).map { row in
      Int((Double(values[row * columns]) * factor + mean).rounded())
    }
  }
}
