import SwiftCSV

/// A `.csv` with the columns that a model was trained on, in any order; columns of labels and groups may
/// be there or not.
enum InputTable {
  /// What is made of columns with labels and groups.
  enum OtherColumns {
    case read, ignored
  }

  /// Reads a file.
  ///
  /// The columns of the result are `columns` in their order; it has labels of those heads that are there.
  ///
  /// - Parameter options: how the model's data were read.
  /// - Throws: `badData` for other columns, and what reading a table throws.
  static func read(
    _ path: String, _ options: UserDataOptions, columns: [String], _ others: OtherColumns,
    chunkBytes: Int = 1 << 22
  ) throws(DatasetError) -> RawData {
    let header = try header(of: path, chunkBytes: chunkBytes)
    let names = Set(header.map(\.trimmingSpaces))
    var present = UserDataOptions()
    present.unlabelledValue = options.unlabelledValue
    present.labelColumns = options.labelColumns.filter(names.contains)
    if let group = options.groupColumn, names.contains(group) {
      switch others {
      case .read: present.groupColumn = group
      // As labels, cells may hold anything.
      case .ignored: present.labelColumns.append(group)
      }
    }
    let found = try CSVColumns(header: header, present, path: path).featureNames
    let order = try InputColumns(of: found, expected: columns, path: path)
    let raw = try CSVDataReader.read(path, present, chunkBytes: chunkBytes)
    let heads = options.labelColumns
    let labels = zip(present.labelColumns, raw.train.labels).filter { heads.contains($0.0) }.map {
      (name, labels) in
      RawLabels(
        name: heads.count == 1 ? "" : name, distinct: labels.distinct, codes: labels.codes)
    }
    let part = raw.train
    return RawData(
      format: .csv, kind: .table, columns: columns,
      train: RawData.Part(
        path: part.path,
        source: order.isOrdered ? part.source : ReorderedColumns(part.source, order),
        labels: others == .read ? labels : [], groups: part.groups, place: part.place),
      test: nil)
  }

  /// The cells of the first line.
  private static func header(
    of path: String, chunkBytes: Int
  ) throws(DatasetError) -> [String] {
    var pieces = try CSVPieces(path, size: chunkBytes)
    if let piece = try pieces.next() {
      let csv = try? EnumeratedCSV(
        string: piece.text, delimiter: .guessed(string: piece.text), loadColumns: false,
        rowLimit: 0)
      if let header = csv?.header, !header.isEmpty { return header }
    }
    // What is wrong with a file that is empty, or whose quotes do not match, is said when it is read.
    _ = try CSVDataReader.read(path, UserDataOptions(), chunkBytes: chunkBytes)
    preconditionFailure("\(path) is a table without a header")
  }
}
