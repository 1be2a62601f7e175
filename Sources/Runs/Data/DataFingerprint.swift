import Datasets

/// What distinguishes data from others of the same size, wherever they are stored: saved with a run as
/// `fingerprint.json`.
struct DataFingerprint: Codable, Sendable, Equatable {
  /// The training or the test part.
  struct Part: Codable, Sendable, Equatable {
    /// The number of samples.
    let count: Int
    /// The shape of a sample.
    let shape: [Int]
    /// SHA-256 of all labels: factor after factor, one byte for each sample; four, the lowest first,
    /// where a label is missing or there are more than 256 classes.
    let labels: String
    /// SHA-256 of the values of a sample of rows, evenly spaced, as float32.
    let rows: String

    init(_ samples: some LabelledSamples) throws(DatasetError) {
      count = samples.count
      shape = samples.sampleShape
      var hash = SHA256()
      for factor in samples.factors {
        if factor.values.allSatisfy({ 0...255 ~= $0 }) {
          hash.update(factor.values.map { UInt8($0) })
        } else {
          factor.values.withUnsafeBytes { hash.update($0) }
        }
      }
      labels = hash.hexadecimalDigest()
      // About four megabytes, which take a moment to hash.
      let rowCount = min(samples.count, max(64, 1_000_000 / max(1, samples.valuesPerSample)))
      hash = SHA256()
      for index in 0..<rowCount {
        let row = index * samples.count / rowCount
        let values = try samples.values(of: CollectionOfOne(row))
        values.withUnsafeBytes { hash.update($0) }
      }
      rows = hash.hexadecimalDigest()
    }

    /// The first difference in words; nil where there is none.
    func difference(from other: Part) -> String? {
      if count != other.count { return "\(count) samples instead of \(other.count)" }
      if shape != other.shape { return "samples of shape \(shape) instead of \(other.shape)" }
      if labels != other.labels { return "other labels" }
      return rows == other.rows ? nil : "other values"
    }
  }

  let train: Part
  let test: Part
  /// The rows with feedback; nil in runs without any.
  var feedback: Part?

  init(of dataset: some SampleDataset) throws(DatasetError) {
    train = try Part(dataset.train)
    test = try Part(dataset.test)
  }

  /// How data differ from those of a run, in words; nil where they do not.
  func difference(from other: DataFingerprint) -> String? {
    if let difference = train.difference(from: other.train) { return "\(difference) to train on" }
    if let difference = test.difference(from: other.test) { return "\(difference) to test on" }
    return feedback == other.feedback ? nil : "other values of the rows with feedback"
  }
}
