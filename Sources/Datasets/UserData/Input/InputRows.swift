import Files

/// The rows of a table that a model is to be applied to.
package struct InputRows: Sendable {
  /// The model's columns in its order, not yet standardised.
  package let source: any SampleSource
  /// Where a row is, for messages: `line 17`.
  package let place: @Sendable (_ row: Int) -> String

  /// Reads a `.csv` with the columns of the description in any order; columns of labels and groups do
  /// not count.
  ///
  /// - Parameter options: how the model's data were read.
  /// - Throws: `badData` for other columns, for cells that are no finite numbers, with their place,
  ///   and where the model was not trained on columns with names.
  package init(
    table path: String, like description: DataDescription, _ options: UserDataOptions
  ) throws(DatasetError) {
    guard FileKind.of(path) != .folder else {
      throw .badData(
        path: path, found: "a folder", expected: "one table", advice: "name the .csv in it")
    }
    let columns = try description.namedColumns(path: path)
    let raw = try InputTable.read(path, options, columns: columns, .ignored)
    source = raw.train.source
    guard let place = raw.train.place else {
      preconditionFailure("the rows of \(path) have no lines")
    }
    self.place = place
  }
}

extension DataDescription {
  /// The names of a table's columns.
  ///
  /// - Throws: `badData` where the model was not trained on columns with names.
  func namedColumns(path: String) throws(DatasetError) -> [String] {
    guard kind == .table, let columns else {
      throw .badData(
        path: path, found: "a table with named columns",
        expected: "\(kind == .table ? "an array" : "\(kind) samples") of shape "
          + "[N, \(sampleShape.map { "\($0)" }.joined(separator: ", "))], as the run was trained on",
        advice: kind == .table
          ? "save the values as .npy, columns in the order of the training data"
          : "save the samples as an array of this shape")
    }
    return columns
  }
}
