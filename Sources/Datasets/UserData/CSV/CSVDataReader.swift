import Files

/// Reads tables: CSV files with a header line.
///
/// Cells are separated by commas, semicolons or tabs, whichever comes first in the header line. Cells may
/// be in quotes; white space around them does not count. Lines end with LF or CRLF. Columns that the
/// options name hold labels or groups, all others numbers, which are rounded to 32 bits.
enum CSVDataReader {
  /// The training part in a folder of both parts.
  static let trainFile = "train.csv"
  static let testFile = "test.csv"

  /// Reads a file, `.gz` or not, or a folder with `train.csv` and `test.csv`.
  ///
  /// - Parameter chunkBytes: about how much is read at a time.
  /// - Throws: `badData` that names line and column for what is not such a table; `usage` where the
  ///   options name columns that are not there.
  static func read(
    _ path: String, _ options: UserDataOptions, chunkBytes: Int = 1 << 22
  ) throws(DatasetError) -> RawData {
    guard FileKind.of(path) == .folder else { return try file(path, options, chunkBytes) }
    let train = try file("\(path)/\(trainFile)", options, chunkBytes)
    let test = try file("\(path)/\(testFile)", options, chunkBytes)
    guard test.columns == train.columns else {
      throw .badData(
        path: test.train.path, found: "other columns, or columns in another order",
        expected: "those of \(train.train.path)", advice: "give both files the same header line")
    }
    return RawData(
      format: .csv, kind: .table, columns: train.columns, train: train.train, test: test.train,
      trainingFault: train.trainingFault)
  }

  private static func file(
    _ path: String, _ options: UserDataOptions, _ chunkBytes: Int
  ) throws(DatasetError) -> RawData {
    var pieces = try CSVPieces(path, size: chunkBytes)
    let rows = CSVRows(path, options)
    while let piece = try pieces.next() { try rows.append(piece) }
    return try rows.data()
  }
}
