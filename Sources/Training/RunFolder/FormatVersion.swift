import Files

/// The version of its format that a JSON file names.
struct FormatVersion: Codable {
  var format: Int

  /// Refuses a file of another version.
  ///
  /// - Throws: `RunError` of kind `badData`, `notFound` or `inputOutput`.
  static func check(_ file: String, is current: Int) throws(RunError) {
    let found = try RunError.files { () throws(FileError) in
      try JSONFile.read(FormatVersion.self, from: file).format
    }
    guard found == current else {
      throw refusal(of: file, found: "\(found)", current: "\(current)")
    }
  }

  /// Refuses a file of a newer version; one that cannot be read at all is left to the reader.
  static func refuseNewer(_ file: String, than current: Int) throws(RunError) {
    guard let found = try? JSONFile.read(FormatVersion.self, from: file).format, found > current
    else { return }
    throw refusal(of: file, found: "\(found)", current: "\(current)")
  }

  /// The error for a file of a version that this program does not know.
  static func refusal(of file: String, found: String, current: String) -> RunError {
    .file(
      .badData(
        path: file, found: "format \(found)", expected: "format \(current)",
        advice: "use the version of the program that wrote it"))
  }
}
