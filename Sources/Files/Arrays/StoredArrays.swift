/// The arrays of an `.npz` file or of a folder of `.npy` files by their names; no values are read.
package struct StoredArrays: Sendable {
  /// Where the arrays are.
  package enum Container: Sendable {
    case archive, folder
    /// One `.npy` file, whose array has the name "".
    case file
  }

  private enum Place {
    case entry(ZipEntry, InputFile)
    case file(String)
  }

  package let path: String
  package let container: Container
  /// All files of the archive or folder, in its order.
  package let files: [String]
  private let places: [String: Place]
  private let smallSize: Int

  /// Opens an archive, folder or file, told apart by their content.
  ///
  /// - Parameter smallSize: bytes up to which compressed arrays are unpacked into memory; larger ones
  ///   are unpacked into a temporary file.
  /// - Throws: `notFound`; `badData` that says what a file is, where it is something else.
  package init(_ path: String, smallSize: Int = 256 << 20) throws(FileError) {
    self.path = path
    self.smallSize = smallSize
    if FileKind.of(path) == .folder {
      let folder = path.hasSuffix("/") ? path : "\(path)/"
      container = .folder
      files = try Folder.entries(path)
      places = Self.places(files) { .file(folder + $0) }
      return
    }
    let file = try InputFile(path)
    let start = try PlainStream(file).bytes(FileSignature.length)
    let (expected, advice) = ("an .npz file", "save it with numpy.savez")
    switch FileSignature(start) {
    case .zip:
      let entries = try ZipDirectory.entries(of: file)
      let byName = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) })
      container = .archive
      files = entries.map(\.name)
      places = Self.places(files) { name in byName[name].map { .entry($0, file) } }
    case .npy:
      container = .file
      files = []
      places = ["": .file(path)]
    case let other?: throw other.error(path: path, expected: expected, advice: advice)
    case nil:
      throw .badData(
        path: path, found: FileSignature.words(start), expected: expected, advice: advice)
    }
  }

  private static func places(
    _ files: [String], _ place: (String) -> Place?
  ) -> [String: Place] {
    var places: [String: Place] = [:]
    for name in files where name.hasSuffix(".npy") && !isNote(name) {
      places[String(name.dropLast(4))] = place(name)
    }
    return places
  }

  /// Whether a name is that of a note of the file system, such as `._x.npy` and `__MACOSX/._x.npy`.
  private static func isNote(_ name: String) -> Bool {
    let file = name.split(separator: "/").last ?? ""
    return file.hasPrefix(".") || name.hasPrefix("__MACOSX/")
  }

  /// The names of the arrays, sorted.
  package var names: [String] { places.keys.sorted() }

  /// Opens an array and checks its header; errors name the file and the array, as in `data.npz(x)`.
  ///
  /// - Precondition: `name` is one of `names`.
  /// - Throws: `badData` for what is no array of numbers in C order, and for one without values.
  package func rows(of name: String) throws(FileError) -> NpyRows {
    switch places[name] {
    case .entry(let entry, let file):
      return try NpyRows(entry, in: file, path: "\(path)(\(name))", smallSize: smallSize)
    case .file(let path): return try NpyRows(at: path)
    case nil: preconditionFailure("no array '\(name)' in \(path)")
    }
  }
}
