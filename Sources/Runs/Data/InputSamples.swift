import Datasets
import Files
import Graphs
import Training

/// The samples of an input file, in the form that a model reads.
struct InputSamples {
  let count: Int
  /// Values of one sample.
  let size: Int
  /// What is unusual about the values; nil where nothing is.
  private let warning: String?
  private let values: [Float]

  /// Reads samples for a run; sequences, in raw units, are standardised with its statistics.
  ///
  /// - Throws: as `init(of:shape:)`, and where the statistics are missing or do not fit.
  init(of path: String, for run: TrainedRun) throws {
    let statistics = run.settings.dataset == .uciHAR ? try run.statistics() : nil
    try self.init(of: path, shape: run.makeModel().inputShape, statistics: statistics)
  }

  /// Reads an array [count] + `shape`, also with the last dimension left out where it is 1, or with
  /// all of them folded into one. Bytes are divided by 255; booleans are 0 and 1.
  ///
  /// - Parameter statistics: what sequences are standardised with; nil leaves them as they are.
  /// - Throws: `FileError`; `RunError` of kind `badData` for another shape or type, for values that
  ///   are not finite, and for those far outside what models are trained on.
  init(of path: String, shape: Shape, statistics: SequenceStatistics? = nil) throws {
    let array = try Self.array(in: path)
    try Self.check(array.shape, shape, path)
    let isImage = shape.rank == 3
    var values: [Float]
    var scale = StoredScale.plain
    switch array.values {
    // Bytes are pixels; sequences have none.
    case .uint8(let bytes) where isImage:
      values = bytes.map { Float($0) / 255 }
      scale = .bytes
    case .bool(let flags) where isImage: values = flags.map { $0 ? 1 : 0 }
    case .float32(let numbers): values = numbers
    case .uint8, .bool, .float64, .int32, .int64:
      throw RunError.file(
        .badData(
          path: path, found: "another element type",
          expected: isImage ? "uint8 or float32, or bool" : "float32", advice: "convert the array"))
    }
    try InputRange.checkFinite(values, of: shape.count, path: path)
    if let statistics { statistics.standardize(&values) }
    let range =
      isImage
      ? try InputRange(images: values, type: scale, path: path)
      : try InputRange(sequences: values, isRaw: statistics != nil, path: path)
    count = array.shape[0]
    size = shape.count
    warning = range.warning
    self.values = values
  }

  /// The values of some samples, one after the other.
  func values(of rows: Range<Int>) -> [Float] {
    Array(values[rows.lowerBound * size..<rows.upperBound * size])
  }

  /// Reports what is unusual about the values.
  func warn(_ report: (RunEvent) -> Void) {
    if let warning { report(.message("warning: \(warning)")) }
  }

  private static func array(in path: String) throws -> NamedArray {
    let arrays = try ArrayFile.read(path)
    guard arrays.count == 1, let array = arrays.first else {
      let names = arrays.map(\.name).joined(separator: ", ")
      throw RunError.file(
        .badData(
          path: path, found: "\(arrays.count) arrays (\(names))", expected: "one array",
          advice: "save the samples alone"))
    }
    return array
  }

  private static func check(_ found: [Int], _ shape: Shape, _ path: String) throws(RunError) {
    let sample = shape.dimensions
    var accepted = [sample, [shape.count]]
    if sample.last == 1 { accepted.append(Array(sample.dropLast())) }
    guard !found.isEmpty, accepted.contains(Array(found.dropFirst())) else {
      let shapes = accepted.map { "[N, \($0.map { "\($0)" }.joined(separator: ", "))]" }
      throw .file(
        .badData(
          path: path, found: "shape \(found)", expected: shapes.joined(separator: " or "),
          advice: AxisOrder(of: found, accepted: accepted).advice))
    }
  }
}
