import Datasets
import Files
import Graphs
import Training

/// The samples of an input file or folder, in the form that a model reads; values are read on demand.
struct InputSamples {
  /// Where the pictures of a folder are below it; nil for other inputs.
  let pictures: [String]?
  /// What is unusual about the values.
  private let warnings: [String]
  let samples: ArraySamples

  /// Reads samples for a run: of a known data set an array, where sequences, in raw units, are
  /// standardised with its statistics; of one's own data what it could be trained on.
  ///
  /// - Throws: as `init(of:shape:)` and `init(of:own:)`, and where the statistics are missing or do
  ///   not fit.
  init(of path: String, for run: TrainedRun) throws {
    if run.settings.dataset == .own {
      try self.init(of: path, own: run.description, run.settings.userData)
      return
    }
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
    let array = try InputArray(path)
    try Self.check(array.shape, shape.dimensions, path)
    let isImage = shape.rank == 3
    switch array.element {
    case .single: break
    // Bytes are pixels; sequences have none.
    case .byte where isImage, .bool where isImage: break
    case .byte, .bool, .double, .integer:
      throw RunError.file(
        .badData(
          path: path, found: "values of type \(array.element.rawValue)",
          expected: isImage ? "uint8, float32 or bool" : "float32",
          advice: isImage
            ? "convert pixels from 0 to 255 with .astype('uint8'), values from 0 to 1 to float32"
            : "convert the array with .astype('float32')"))
    }
    let columns = statistics.map {
      ColumnStatistics(means: $0.means, standardDeviations: $0.standardDeviations)
    }
    let raw = ArraySamples(array.source(sampleShape: shape.dimensions), factors: [])
    let extremes = try InputExtremes(of: raw, standardizedWith: columns, path: path)
    let range =
      isImage
      ? try InputRange(
        unit: extremes, scale: array.element == .byte ? .bytes : .plain, path: path)
      : try InputRange(sequences: extremes, isRaw: statistics != nil, path: path)
    samples = columns.map { raw.standardized(with: $0) } ?? raw
    warnings = [range.warning].compactMap { $0 }
    pictures = nil
  }

  init(pictures: [String]?, warnings: [String], samples: ArraySamples) {
    self.pictures = pictures
    self.warnings = warnings
    self.samples = samples
  }

  var count: Int { samples.count }

  /// The values of some samples, one after the other.
  ///
  /// - Throws: `DatasetError` where a file cannot be read.
  func values(of rows: Range<Int>) throws(DatasetError) -> [Float] {
    try samples.values(of: rows)
  }

  /// Reports what is unusual about the values.
  func warn(_ report: (RunEvent) -> Void) {
    for warning in warnings { report(.message("warning: \(warning)")) }
  }

  /// Refuses an array of another shape than [N] + `sample`, in one of the forms that are read.
  static func check(_ found: [Int], _ sample: [Int], _ path: String) throws(RunError) {
    var accepted = [sample, [sample.reduce(1, *)]]
    if sample.last == 1 { accepted.append(Array(sample.dropLast())) }
    guard !found.isEmpty, accepted.contains(Array(found.dropFirst())) else {
      var shapes: [String] = []
      for form in accepted {
        let text = "[N, \(form.map { "\($0)" }.joined(separator: ", "))]"
        if !shapes.contains(text) { shapes.append(text) }
      }
      throw .file(
        .badData(
          path: path, found: "shape \(found)", expected: shapes.joined(separator: " or "),
          advice: AxisOrder(of: found, accepted: accepted).advice))
    }
  }
}
