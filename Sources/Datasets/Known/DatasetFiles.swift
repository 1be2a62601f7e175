import Files

/// The files of a data set, each under its name or with `.gz` after it.
struct DatasetFiles: Sendable {
  /// The name of the data set on the command line.
  let dataset: String
  /// The files without `.gz`.
  let names: [String]
  /// Folders in the one that the user gives; the first, "", is that one itself.
  let folders: [String]
  /// How to get the files.
  let advice: String

  /// The first folder that holds one of the files.
  ///
  /// A folder named after the data set comes before the given one: a folder of data sets may itself
  /// hold files of such names.
  func locate(_ directory: String) throws(DatasetError) -> String {
    let places = folders.map { $0.isEmpty ? directory : "\(directory)/\($0)" }
    let preferred = places.dropFirst() + places.prefix(1)
    for place in preferred where names.contains(where: { path($0, in: place) != nil }) {
      return place
    }
    throw .notFound(
      path: directory,
      advice: "looked for the files of \(dataset) in \(places.joined(separator: ", ")); \(advice)")
  }

  /// The path of a file that must be there.
  func require(_ name: String, in folder: String) throws(DatasetError) -> String {
    guard let path = path(name, in: folder) else {
      throw .notFound(path: "\(folder)/\(name).gz", advice: advice)
    }
    return path
  }

  /// The path of a file, the one without `.gz` first; nil where there is neither.
  private func path(_ name: String, in folder: String) -> String? {
    ["\(folder)/\(name)", "\(folder)/\(name).gz"].first {
      let kind = FileKind.of($0)
      return kind != nil && kind != .folder
    }
  }
}
