import Datasets
import Files
import Training

/// The smallest and the largest of the values of samples as a model reads them, found in one pass in
/// order that holds some of them at a time.
struct InputExtremes {
  /// Nil where there are no values.
  private(set) var low: Float?
  /// Nil where there are no values.
  private(set) var high: Float?
  /// The largest absolute value; 0 where there are none.
  private(set) var magnitude: Float = 0
  /// Where that is.
  private(set) var row = 0
  /// Where that is in its row.
  private(set) var element = 0

  /// Values that are read at a time, though at least one sample.
  private static let blockSize = 1 << 20

  /// Reads samples, which are then standardised with `statistics` where there are any.
  ///
  /// - Throws: `RunError` of kind `badData` for values that are not finite, with their place;
  ///   `DatasetError` where a file cannot be read.
  init(
    of samples: ArraySamples, standardizedWith statistics: ColumnStatistics?, path: String
  ) throws {
    let size = samples.valuesPerSample
    let step = max(1, Self.blockSize / size)
    for first in stride(from: 0, to: samples.count, by: step) {
      let rows = first..<min(first + step, samples.count)
      var values = try samples.values(of: rows)
      try Self.checkFinite(values, first: first, of: size, path: path)
      values.withUnsafeMutableBufferPointer { statistics?.standardize($0) }
      add(values, first: first, of: size)
    }
  }

  private mutating func add(_ values: [Float], first: Int, of size: Int) {
    guard let smallest = values.min(), let largest = values.max() else { return }
    low = min(low ?? smallest, smallest)
    high = max(high ?? largest, largest)
    let extreme = max(smallest.magnitude, largest.magnitude)
    guard extreme > magnitude,
      let index = values.firstIndex(where: { $0.magnitude == extreme })
    else { return }
    magnitude = extreme
    (row, element) = (first + index / size, index % size)
  }

  private static func checkFinite(
    _ values: [Float], first: Int, of size: Int, path: String
  ) throws(RunError) {
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    let name = values[index].isNaN ? "NaN" : "an infinite value"
    throw .file(
      .badData(
        path: path,
        found: "\(name) in row \(first + index / size), element \(index % size) (from 0)",
        expected: "finite values", advice: "replace or leave out what is missing"))
  }
}
