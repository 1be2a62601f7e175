import Datasets
import Files
import Training

extension InputSamples {
  /// Reads samples for a run on one's own data: an array, a `.csv` with the same columns in any order, or
  /// a folder of pictures. Values are prepared as those that the run was trained on.
  ///
  /// - Parameter options: how the run's data were read.
  /// - Throws: `DatasetError` or `RunError`, of kind `badData` for another form, shape or type, other
  ///   columns, values that are not finite, and those far outside what the run was trained on.
  init(of path: String, own data: DataDescription, _ options: UserDataOptions) throws {
    switch try Self.format(of: path) {
    case .npz, .npy:
      let keys = [options.xKey, "x", "x_train"].compactMap { $0 }
      try self.init(array: InputArray(path, keys: keys), data)
    case .csv: try self.init(table: path, data, options)
    case .images: try self.init(pictures: path, data)
    }
  }

  private init(array: InputArray, _ data: DataDescription) throws {
    try Self.check(array.shape, data.sampleShape, array.path)
    let source = array.source(sampleShape: data.sampleShape)
    try data.check(source.element, path: array.path)
    try self.init(
      source, data, path: array.path, order: data.statistics == nil ? nil : data.columns
    ) { "row \($0) (from 0)" }
  }

  private init(table path: String, _ data: DataDescription, _ options: UserDataOptions) throws {
    let table = try InputRows(table: path, like: data, options)
    try self.init(table.source, data, path: path, place: table.place)
  }

  private init(pictures path: String, _ data: DataDescription) throws {
    let found = try InputPictures(path)
    guard data.kind == .image, found.source.sampleShape == data.sampleShape else {
      throw RunError.file(
        .badData(
          path: path, found: "pictures of \(Self.text(found.source.sampleShape))",
          expected: data.kind == .image
            ? "pictures of \(Self.text(data.sampleShape)), as the run was trained on"
            : "\(data.kind) samples of shape \(data.sampleShape), as the run was trained on",
          advice: data.kind == .image
            ? "crop, scale or convert them as those were" : "give an array or a table"))
    }
    guard data.isUnitRange else {
      throw RunError.file(
        .badData(
          path: path, found: "pictures, whose values are read as 0 to 1",
          expected: "values as the run was trained on, which are not all in 0 to 1",
          advice: "give an array whose values are made as those were"))
    }
    // No pass over the values: those of pictures are finite and in 0…1.
    self.init(
      pictures: (0..<found.source.count).map(found.place), warnings: [],
      samples: ArraySamples(found.source, factors: []))
  }

  /// Samples whose values are looked at once.
  ///
  /// - Parameters:
  ///   - order: the names of columns that the source does not name.
  ///   - place: where a row is, in words.
  private init(
    _ source: any SampleSource, _ data: DataDescription, path: String, order: [String]? = nil,
    place: (Int) -> String
  ) throws {
    let raw = ArraySamples(source, factors: [])
    let range = try Self.check(raw, data, path: path, place: place)
    let unnamed = order.map {
      "\(path): an array does not name its columns; they are taken to be, in this order: "
        + $0.joined(separator: ", ")
    }
    self.init(
      pictures: nil, warnings: [unnamed, range].compactMap { $0 },
      samples: data.statistics.map { raw.standardized(with: $0) } ?? raw)
  }

  /// Looks at every value of samples, standardised or not; returns what is unusual about them.
  ///
  /// - Throws: as `init(of:own:)`.
  static func check(
    _ samples: ArraySamples, _ data: DataDescription, path: String, place: (Int) -> String
  ) throws -> String? {
    let extremes = try InputExtremes(
      of: samples, standardizedWith: samples.statistics == nil ? data.statistics : nil, path: path)
    if data.statistics != nil {
      let column = data.columns.map { "column \($0[extremes.element])" }
      return try InputRange(
        table: extremes,
        place: "\(place(extremes.row)), \(column ?? "column \(extremes.element) (from 0)")",
        path: path
      ).warning
    }
    guard data.isUnitRange else { return nil }
    let scale: StoredScale? =
      samples.element == data.element ? nil : samples.element == .byte ? .bytes : .plain
    return try InputRange(unit: extremes, scale: scale, path: path).warning
  }

  /// What a path leads to; files other than tables are told apart by their content.
  private static func format(of path: String) throws(DatasetError) -> UserDataFormat {
    if FileKind.of(path) == .folder { return try UserDataset.format(of: path) }
    return path.lowercased().hasSuffix(".csv") ? .csv : .npy
  }

  private static func text(_ shape: [Int]) -> String {
    let channels =
      switch shape[2] {
      case 1: "grey"
      case 3: "RGB"
      default: "\(shape[2]) channels"
      }
    return "\(shape[0]) x \(shape[1]) pixels of \(channels)"
  }
}
