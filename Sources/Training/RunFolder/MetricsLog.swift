package import Files

/// The file `metrics.csv` of a run: one row per evaluation of a split.
///
/// Terms of the loss other than the built-in ones have columns of their own after the fixed ones, in
/// the order of the first row that has them.
public struct MetricsLog: Sendable {
  /// The fixed columns, as the first line names them.
  public static let header =
    "epoch,step,split,loss,reconstruction,kl,classification,accuracy,log_loss"

  static let fixedColumns = 9

  public let path: String
  private let fileSystem: FileSystem

  public init(at path: String) {
    self.init(at: path, on: FileSystem())
  }

  package init(at path: String, on fileSystem: FileSystem) {
    self.path = path
    self.fileSystem = fileSystem
  }

  /// Appends rows durably; the file begins with the header.
  ///
  /// Append the rows of a step before its checkpoint is saved: resuming keeps rows up to that step.
  ///
  /// - Throws: `RunError` of kind `cannotCreate` or `inputOutput`, or `badData` where the file has no
  ///   column for a term; the file then ends as before.
  public func append(_ rows: [Row]) throws(RunError) {
    let names = rows.first { !$0.others.isEmpty }.map { $0.others.map(\.name) } ?? []
    // Only rows with columns of their own depend on those that the file has.
    let found = names.isEmpty ? nil : try content()
    var columns = found?.columns ?? names
    if let found, found.rows.isEmpty, found.columns.isEmpty {
      columns = names
      try replace(with: [Self.header(columns)])
    }
    if let missing = rows.flatMap(\.others).first(where: { !columns.contains($0.name) }) {
      throw damaged("the columns '\(Self.header(columns))'", "a column '\(missing.name)'")
    }
    let text = rows.map { $0.line(columns) + "\n" }.joined()
    try RunError.files { () throws(FileError) in
      try AppendedFile.append(text, to: path, header: Self.header(columns) + "\n", on: fileSystem)
    }
  }

  /// The first line of a file with further columns.
  private static func header(_ columns: [String]) -> String {
    ([header] + columns).joined(separator: ",")
  }

  /// All complete rows; none where there is no file. Lines are read as an editor or a spreadsheet may
  /// have saved them again; a last line without its end counts where it has all cells.
  ///
  /// - Throws: `RunError` of kind `badData` that names the line, or `inputOutput`.
  public func rows() throws(RunError) -> [Row] { try content()?.rows ?? [] }

  /// The names of the columns after the fixed ones, and all complete rows; nil where there is no
  /// complete first line.
  private func content() throws(RunError) -> (columns: [String], rows: [Row])? {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try InputFile(path).contents()
    } catch {
      guard error.kind == .notFound else { throw .file(error) }
      return nil
    }
    let lines = LogLines(bytes)
    guard let first = lines.complete.first else { return nil }
    guard first == Self.header || first.hasPrefix(Self.header + ",") else {
      throw damaged("the first line '\(first)'", "'\(Self.header)', or more columns after these")
    }
    let names = first.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let columns = Array(names[Self.fixedColumns...])
    guard columns.allSatisfy(Row.Other.isName), Set(columns).count == columns.count else {
      throw damaged("the first line '\(first)'", "different names of columns")
    }
    var rows: [Row] = []
    for (index, line) in lines.complete.enumerated().dropFirst() {
      guard let row = Row(line: line, columns) else {
        throw damaged("'\(line)' in line \(index + 1)", "a row of \(first)")
      }
      rows.append(row)
    }
    // Rows up to a checkpoint are on the disk before it: one of them has at most lost its line end.
    if let last = lines.rest.flatMap({ Row(line: $0, columns) }) { rows.append(last) }
    return (columns, rows)
  }

  /// Drops the rows of later steps and a last line that was cut off, before a run resumes.
  ///
  /// - Parameter step: the step of the checkpoint, 0 where there is none.
  /// - Throws: `RunError` as `rows()`; the file is replaced completely or not at all.
  public func cut(backTo step: Int) throws(RunError) {
    try cut(backTo: step) { _ in true }
  }

  /// Drops those of the other rows too that `isKept` does not accept.
  ///
  /// - Throws: as `cut(backTo:)`.
  package func cut(backTo step: Int, where isKept: (Row) -> Bool) throws(RunError) {
    let content = try content() ?? ([], [])
    let kept = content.rows.filter { $0.step <= step && isKept($0) }
    try replace(
      with: [Self.header(content.columns)] + kept.map { $0.line(content.columns) })
  }

  private func replace(with lines: [String]) throws(RunError) {
    let text = lines.map { $0 + "\n" }.joined()
    try RunError.files { () throws(FileError) in
      try AtomicFile.write(text, to: path, on: fileSystem)
    }
  }

  private func damaged(_ found: String, _ expected: String) -> RunError {
    .file(
      .badData(
        path: path, found: found, expected: expected,
        advice: "repair that line, or move the file away to begin a new one"))
  }
}
