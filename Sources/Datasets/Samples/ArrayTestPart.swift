/// The test part of data in memory.
public enum ArrayTestPart: Sendable {
  /// This fraction of all samples, drawn with the seed; 0 for none.
  case share(Double, seed: UInt64)
  /// Floats, [samples, …] as the training part, with a label each, or none.
  case floats([Float], shape: [Int], labels: [Int?] = [])
  /// Bytes, [samples, …] as the training part, with a label each, or none.
  case bytes([UInt8], shape: [Int], labels: [Int?] = [])
  /// Samples with their labels, one list for each head, or none.
  case samples(any SampleSource, labels: [[Int?]] = [])
}
