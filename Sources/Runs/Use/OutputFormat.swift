import Files
package import Training

/// The format of a file to be written, which the ending of its name decides.
package enum OutputFormat: String, CaseIterable {
  case safetensors, npz, csv, png, html

  /// What predictions are written in; a table holds classes only.
  static let predictions: [OutputFormat] = [.safetensors, .npz, .csv]
  /// What pictures are written in.
  static let pictures: [OutputFormat] = [.png]
  /// What reports are written in.
  package static let reports: [OutputFormat] = [.html]

  /// The format of a path, of those that the file's content can have.
  ///
  /// What can be known before anything is computed is checked.
  ///
  /// - Throws: `RunError` of kind `usage` for another ending, `cannotCreate` for a folder that is not
  ///   there or cannot be written to.
  package init(of path: String, among formats: [OutputFormat]) throws(RunError) {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let ending = parts.count > 1 ? parts.last?.lowercased() ?? "" : ""
    guard let format = formats.first(where: { $0.rawValue == ending }) else {
      throw .usage(
        setting: "output", found: "'\(path)'",
        expected: "a name that ends in "
          + formats.map { ".\($0.rawValue)" }.joined(separator: " or "),
        advice: "the ending decides the format of the file")
    }
    try RunError.files { () throws(FileError) in
      try Folder.checkWritable(Folder.containing(path))
    }
    self = format
  }

  /// Writes arrays, equal ones as equal bytes.
  ///
  /// - Precondition: the format holds arrays.
  func write(_ arrays: [NamedArray], to path: String) throws(FileError) {
    switch self {
    case .safetensors: try SafetensorsFile.write(arrays, to: path)
    case .npz: try NpzFile.write(arrays.sorted { $0.name < $1.name }, to: path)
    case .csv, .png, .html:
      preconditionFailure("\(path): arrays are not written as \(rawValue)")
    }
  }
}
