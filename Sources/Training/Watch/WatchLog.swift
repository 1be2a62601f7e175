package import Files

/// The file `watch.csv` of a run: one row per watched step, one column per figure.
public struct WatchLog: Sendable {
  static let fileName = "watch.csv"

  public let path: String
  private let fileSystem: FileSystem

  package init(at path: String, on fileSystem: FileSystem = FileSystem()) {
    self.path = path
    self.fileSystem = fileSystem
  }

  /// Appends the row of a step durably; the file begins with the names of the columns.
  ///
  /// Append it before the step's checkpoint is saved: resuming keeps rows up to that step.
  ///
  /// - Throws: `RunError` of kind `badData` where the file has other columns, `cannotCreate`,
  ///   `inputOutput`.
  public func append(_ step: WatchedStep) throws(RunError) {
    let header = (["step"] + step.columns.map(\.name)).joined(separator: ",")
    let row = (["\(step.step)"] + step.columns.map { "\($0.value)" }).joined(separator: ",")
    try RunError.files { () throws(FileError) in
      let found = try firstLine(atMost: header.utf8.count + 2)
      guard found == nil || found == header else {
        throw .badData(
          path: path, found: "the first line '\(found ?? "")'", expected: "'\(header)'",
          advice: "move the file away to begin a new one")
      }
      try AppendedFile.append(row + "\n", to: path, header: header + "\n", on: fileSystem)
    }
  }

  /// Drops the rows of later steps and a last line that was cut off, before a run resumes; where there is
  /// no file, or no complete first line, there is none afterwards.
  ///
  /// - Parameter step: the step of the checkpoint, 0 where there is none.
  /// - Throws: `RunError` of kind `badData` that names a damaged line, `inputOutput`; the file is replaced
  ///   completely or not at all.
  package func cut(backTo step: Int) throws(RunError) {
    try RunError.files { () throws(FileError) in
      guard FileKind.of(path) != nil else { return }
      let lines = LogLines(try InputFile(path).contents())
      guard let header = lines.complete.first else {
        return try Folder.remove(path, on: fileSystem)
      }
      var kept = [header]
      for (index, line) in lines.complete.enumerated().dropFirst() {
        guard let number = Int(line.prefix { $0 != "," }) else {
          throw .badData(
            path: path, found: "'\(line)' in line \(index + 1)", expected: "a row of \(header)",
            advice: "repair that line, or move the file away to begin a new one")
        }
        if number <= step { kept.append(line) }
      }
      // Rows up to a checkpoint are on the disk before it: one of them has at most lost its line end.
      if let last = lines.rest, let number = Int(last.prefix { $0 != "," }), number <= step,
        last.count(where: { $0 == "," }) == header.count(where: { $0 == "," })
      {
        kept.append(last)
      }
      try AtomicFile.write(kept.map { $0 + "\n" }.joined(), to: path, on: fileSystem)
    }
  }

  /// The first line; nil where there is no file or nothing in it.
  ///
  /// - Parameter count: the most bytes that are read.
  private func firstLine(atMost count: Int) throws(FileError) -> String? {
    guard FileKind.of(path) != nil else { return nil }
    let lines = LogLines(try InputFile(path).prefix(count))
    return lines.complete.first ?? lines.rest
  }
}
