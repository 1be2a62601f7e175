import Datasets
import Files
import Graphs
import Training

/// The samples of an input file, in the form that a model reads.
struct InputSamples {
  let count: Int
  /// Values of one sample.
  let size: Int
  private var values: [Float]

  /// Reads samples for a run; sequences, in raw units, are standardised with its statistics.
  ///
  /// - Throws: as `init(of:shape:)`, and where the statistics are missing or do not fit.
  init(of path: String, for run: TrainedRun) throws {
    try self.init(of: path, shape: run.settings.makeModel().inputShape)
    if run.settings.dataset == .uciHAR { try run.statistics().standardize(&values) }
  }

  /// Reads an array [count] + `shape`, also with the last dimension left out where it is 1, or with
  /// all of them folded into one; bytes are divided by 255.
  ///
  /// - Throws: `FileError`; `RunError` of kind `badData` for another shape or type.
  init(of path: String, shape: Shape) throws {
    let arrays = try ArrayFile.read(path)
    func bad(_ found: String, _ expected: String, _ advice: String) -> RunError {
      .file(.badData(path: path, found: found, expected: expected, advice: advice))
    }
    guard arrays.count == 1, let array = arrays.first else {
      let names = arrays.map(\.name).joined(separator: ", ")
      throw bad("\(arrays.count) arrays (\(names))", "one array", "save the samples alone")
    }
    let sample = shape.dimensions
    var accepted = [sample, [shape.count]]
    if sample.last == 1 { accepted.append(Array(sample.dropLast())) }
    guard !array.shape.isEmpty, accepted.contains(Array(array.shape.dropFirst())) else {
      let shapes = accepted.map { "[N, \($0.map { "\($0)" }.joined(separator: ", "))]" }
      throw bad(
        "shape \(array.shape)", shapes.joined(separator: " or "), "reshape the array")
    }
    switch array.values {
    // Bytes are pixels; sequences have none.
    case .uint8(let bytes) where shape.rank == 3: values = bytes.map { Float($0) / 255 }
    case .float32(let numbers): values = numbers
    case .uint8, .float64, .int32, .int64:
      throw bad(
        "another element type", shape.rank == 3 ? "uint8 or float32" : "float32",
        "convert the array")
    }
    count = array.shape[0]
    size = shape.count
  }

  /// The values of some samples, one after the other.
  func values(of rows: Range<Int>) -> [Float] {
    Array(values[rows.lowerBound * size..<rows.upperBound * size])
  }
}
