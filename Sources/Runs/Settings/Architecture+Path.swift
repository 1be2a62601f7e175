import Files
public import Models
public import Training

extension Architecture {
  /// Reads the file of an architecture.
  ///
  /// - Throws: `RunError` of kind `notFound`, `inputOutput`, or `badData` that names the line.
  public init(at path: String) throws(RunError) {
    let text = try RunError.files { () throws(FileError) in try Self.text(of: path) }
    do throws(ArchitectureError) {
      try self.init(toml: text, path: path)
    } catch {
      throw .file(error.asFileError)
    }
  }

  /// Bytes that a file may have.
  private static let sizeLimit = 1 << 20

  private static func text(of path: String) throws(FileError) -> String {
    let input = try InputFile(path)
    guard input.size <= sizeLimit else {
      throw .badData(
        path: path, found: "\(input.size) bytes", expected: "at most \(sizeLimit)",
        advice: "give the TOML file of an architecture")
    }
    guard let text = String(validating: try input.contents(), as: UTF8.self) else {
      throw .badData(
        path: path, found: "bytes that are not UTF-8", expected: "TOML",
        advice: "give the TOML file of an architecture")
    }
    return text
  }
}

extension ArchitectureError {
  /// The same as an error of the file, with the line in its place.
  var asFileError: FileError {
    let place = [path ?? "model", line.map { "line \($0)" }, subject].compactMap { $0 }
    return .badData(
      path: place.joined(separator: ": "), found: found, expected: expected, advice: advice)
  }
}
