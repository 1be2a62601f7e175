import Files

/// The files of a data set, each under one of its names or with `.gz` after it.
struct DatasetFiles: Sendable {
  /// The name of the data set on the command line.
  let dataset: String
  /// The files without `.gz`, as they are published.
  let names: [String]
  /// Folders in the one that the user gives, in the order in which they are searched; the first, "",
  /// is that one itself and comes last.
  let folders: [String]
  /// Names of further folders to look into, one in the other: letters and digits only, in lower case.
  let aliases: Set<String>
  /// Names of folders in which files of these names are another data set's: they are not searched.
  var others: Set<String> = []
  /// How to get the files.
  let advice: String

  /// Levels of folders with such names below the given one.
  private static let depth = 3

  /// The first folder that holds one of the files.
  ///
  /// A folder named after the data set comes before the given one: a folder of data sets may itself
  /// hold files of such names.
  ///
  /// - Throws: `notFound` where there is no such folder; `noFiles` where there is something else;
  ///   `inputOutput` where it cannot be read.
  func locate(_ directory: String) throws(DatasetError) -> String {
    let places = folders.map { $0.isEmpty ? directory : "\(directory)/\($0)" }
    let preferred = places.dropFirst() + places.prefix(1)
    for place in preferred where holdsFile(place) { return place }
    if let place = search(directory, depth: Self.depth) { return place }
    guard let kind = FileKind.of(directory) else {
      // Whether it is there cannot be told below a folder without permission: this throws then.
      _ = try DatasetError.files { () throws(FileError) in try FileKind.ofEntry(directory) }
      throw .notFound(
        path: directory,
        advice: "looked for the files of \(dataset) in \(places.joined(separator: ", ")); \(advice)"
      )
    }
    guard kind == .folder else {
      throw .noFiles(
        path: directory, found: "a file", expected: "the folder with the files of \(dataset)",
        advice: advice)
    }
    let example = names.first.map { "\($0), with or without .gz, and the others" } ?? dataset
    let content = try Content(of: directory)
    throw .noFiles(
      path: directory, found: content.description,
      expected: "the files of \(dataset) (\(example)) in one of "
        + places.joined(separator: ", "),
      advice: (content.archive.map { "unpack \($0), or " } ?? "") + advice)
  }

  /// The path of a file that must be there.
  ///
  /// - Throws: `notFound` that says what else is there.
  func require(_ name: String, in folder: String) throws(DatasetError) -> String {
    guard let path = path(name, in: folder) else {
      let place = Folder.containing("\(folder)/\(name)")
      let content =
        FileKind.of(place) == .folder ? try Content(of: place).description : "no such folder"
      throw .notFound(path: "\(folder)/\(name).gz", advice: "\(place): \(content); \(advice)")
    }
    return path
  }

  private func holdsFile(_ place: String) -> Bool {
    names.contains { path($0, in: place) != nil }
  }

  /// The first folder with one of the files among those whose names are aliases, level by level.
  private func search(_ directory: String, depth: Int) -> String? {
    let name = directory.split(separator: "/").last.map(String.init) ?? ""
    guard !others.contains(Self.plain(name)) else { return nil }
    // A folder that cannot be read holds nothing to be found; the one that the user gave is reported.
    let entries = (try? Folder.entries(directory)) ?? []
    let below = entries.filter { aliases.contains(Self.plain($0)) }.map { "\(directory)/\($0)" }
      .filter { FileKind.of($0) == .folder }
    if let place = below.first(where: holdsFile) { return place }
    guard depth > 1 else { return nil }
    for place in below {
      if let found = search(place, depth: depth - 1) { return found }
    }
    return nil
  }

  /// The path of a file, the one without `.gz` first; nil where there is none.
  private func path(_ name: String, in folder: String) -> String? {
    let names = Self.variants(of: name).flatMap { [$0, "\($0).gz"] }
    let paths = names.map { "\(folder)/\($0)" }
    return paths.first(where: Self.isFile) ?? Self.inAnotherCase(paths)
  }

  private static func isFile(_ path: String) -> Bool {
    let kind = FileKind.of(path)
    return kind != nil && kind != .folder
  }

  /// The first file whose name differs from one of these in upper and lower case only, as after some
  /// copies and archives.
  private static func inAnotherCase(_ paths: [String]) -> String? {
    var names: [String: Set<String>] = [:]
    for path in paths {
      guard let name = path.split(separator: "/").last else { continue }
      names[Folder.containing(path), default: []].insert(name.lowercased())
    }
    for (folder, names) in names.sorted(by: { $0.key < $1.key }) {
      // A folder that cannot be read holds nothing to be found.
      for entry in (try? Folder.entries(folder)) ?? [] where names.contains(entry.lowercased()) {
        if isFile("\(folder)/\(entry)") { return "\(folder)/\(entry)" }
      }
    }
    return nil
  }

  /// The ways in which a name is written: `train-images-idx3-ubyte` is also
  /// `train-images.idx3-ubyte`, a space is also `_`, and some archives put each file into a folder of
  /// its name.
  private static func variants(of name: String) -> [String] {
    var variants = [name]
    if name.contains("-idx") { variants.append(name.replacing("-idx", with: ".idx")) }
    if name.contains(" ") { variants.append(String(name.map { $0 == " " ? "_" : $0 })) }
    let folders = variants.filter { !$0.contains("/") }
    return variants + folders.flatMap { folder in variants.map { "\(folder)/\($0)" } }
  }

  /// Letters and digits only, in lower case: `UCI_HAR Dataset` → `ucihardataset`.
  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// What a folder holds, for messages.
  private struct Content {
    /// In a few words.
    let description: String
    /// An archive that may hold what is missing; nil where there is none.
    let archive: String?

    init(of folder: String) throws(DatasetError) {
      let entries = try DatasetError.files { () throws(FileError) in try Folder.entries(folder) }
      let shown = entries.prefix(6).map { name in
        FileKind.of("\(folder)/\(name)") == .folder ? "\(name)/" : name
      }
      let more = entries.count > shown.count ? " and \(entries.count - shown.count) more" : ""
      description =
        entries.isEmpty
        ? "an empty folder" : "a folder with " + shown.joined(separator: ", ") + more
      archive = entries.first { name in
        [".zip", ".tar", ".tar.gz", ".tgz"].contains { name.lowercased().hasSuffix($0) }
      }
    }
  }
}
