/// What the columns of a CSV file are, by its header line.
struct CSVColumns {
  /// The names in the order of the file.
  let names: [String]
  /// The columns with labels, one for each head, in the order of the options.
  let labels: [Int]
  /// The column with groups.
  let group: Int?
  /// All others, which are numbers.
  let features: [Int]

  /// Reads the cells of the first line.
  ///
  /// - Throws: `badData` for names that are missing or equal, and for a line of numbers; `usage` where
  ///   the options name other columns, or leave none.
  init(header cells: [String], _ options: UserDataOptions, path: String) throws(DatasetError) {
    names = cells.map { $0.trimmingSpaces }
    try Self.check(names, path: path)
    var labels: [Int] = []
    for name in options.labelColumns {
      let column = try Self.find(name, in: names, setting: "label-column", path: path)
      guard !labels.contains(column) else {
        throw .usage(
          setting: "label-column", found: "'\(name)' twice", expected: "each column once")
      }
      labels.append(column)
    }
    var group: Int?
    if let name = options.groupColumn {
      group = try Self.find(name, in: names, setting: "group-column", path: path)
    }
    self.labels = labels
    self.group = group
    features = names.indices.filter { !labels.contains($0) && $0 != group }
    guard !features.isEmpty else {
      throw .badData(
        path: path, found: "no column besides \(Self.list(names))",
        expected: "at least one column of numbers", advice: "add the columns to train on")
    }
  }

  /// The names of the columns of numbers.
  var featureNames: [String] { features.map { names[$0] } }

  private static func check(_ names: [String], path: String) throws(DatasetError) {
    let expected = "a header line with the names of the columns"
    guard !names.allSatisfy(\.isEmpty) else {
      throw .badData(
        path: path, found: "nothing in line 1", expected: expected,
        advice: "put the names into the first line")
    }
    guard !names.allSatisfy({ Double($0) != nil }) else {
      throw .badData(
        path: path, found: "only numbers in line 1", expected: expected,
        advice: "put a line with the names in front of the numbers")
    }
    if let column = names.firstIndex(where: \.isEmpty) {
      throw .badData(
        path: path, found: "no name for column \(column + 1) in line 1",
        expected: "a name for every column",
        advice: "name it, or leave it out; pandas leaves out its index with index=False")
    }
    var seen: [String: Int] = [:]
    for (column, name) in names.enumerated() {
      if let first = seen.updateValue(column, forKey: name) {
        throw .badData(
          path: path,
          found: "the name '\(name)' for columns \(first + 1) and \(column + 1) in line 1",
          expected: "another name for every column", advice: "rename one of them")
      }
    }
  }

  private static func find(
    _ name: String, in names: [String], setting: String, path: String
  ) throws(DatasetError) -> Int {
    guard let column = names.firstIndex(of: name) else {
      throw .usage(
        setting: setting, found: "'\(name)'", expected: "a column of \(path): \(list(names))")
    }
    return column
  }

  /// The first names; files of pictures have hundreds.
  private static func list(_ names: [String]) -> String {
    let most = 20
    let shown = names.prefix(most).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
  }
}
