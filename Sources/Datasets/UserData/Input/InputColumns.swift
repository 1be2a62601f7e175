/// Where the columns that a model was trained on are among those of another table.
struct InputColumns: Equatable {
  /// For each column of the model its index in the table.
  let places: [Int]

  /// Whether the columns are in the model's order.
  var isOrdered: Bool { places == Array(places.indices) }

  /// Finds columns by their names.
  ///
  /// - Parameters:
  ///   - names: those of the table, each once.
  ///   - expected: those of the model.
  /// - Throws: `badData` that names what is missing and what is there besides.
  init(
    of names: [String], expected: [String], path: String
  ) throws(DatasetError) {
    let known = Set(expected)
    let found = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let missing = expected.filter { found[$0] == nil }
    let extra = names.filter { !known.contains($0) }
    guard missing.isEmpty, extra.isEmpty else {
      let parts = [
        missing.isEmpty ? nil : "no column \(Self.list(missing))",
        extra.isEmpty ? nil : "\(extra.count == 1 ? "a column" : "columns") \(Self.list(extra))",
      ].compactMap { $0 }
      throw .badData(
        path: path, found: parts.joined(separator: ", but "),
        expected: "the columns that the run was trained on, in any order: \(Self.list(expected))",
        advice: missing.isEmpty
          ? "leave out \(Self.list(extra))"
          : "add or rename columns" + (extra.isEmpty ? "" : ", and leave out all others"))
    }
    places = expected.map { name in
      guard let place = found[name] else {
        preconditionFailure("column '\(name)' of \(path) was there before")
      }
      return place
    }
  }

  /// The first names.
  private static func list(_ names: [String]) -> String {
    let most = 20
    let shown = names.prefix(most).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
  }
}

/// The rows of a table with its columns in another order.
struct ReorderedColumns: SampleSource {
  private let table: any SampleSource
  private let places: [Int]

  /// - Precondition: the samples are floats, and there is one place for each column.
  init(_ table: any SampleSource, _ columns: InputColumns) {
    precondition(
      table.element == .float && table.sampleShape == [columns.places.count],
      "\(columns.places.count) columns of samples \(table.sampleShape)")
    self.table = table
    places = columns.places
  }

  var count: Int { table.count }
  var sampleShape: [Int] { table.sampleShape }
  var element: SampleElement { .float }

  func read(
    rows: some Collection<Int>, into bytes: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) {
    preconditionFailure("bytes asked of a table")
  }

  func read(
    rows: some Collection<Int>, into values: UnsafeMutableBufferPointer<Float>
  ) throws(DatasetError) {
    try table.read(rows: rows, into: values)
    var row = [Float](repeating: 0, count: places.count)
    for start in stride(from: 0, to: values.count, by: places.count) {
      for (column, place) in places.enumerated() { row[column] = values[start + place] }
      for (column, value) in row.enumerated() { values[start + column] = value }
    }
  }
}
