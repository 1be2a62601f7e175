import Files

/// What is in one folder of a data set of pictures.
///
/// Hidden files, what file managers leave behind, and files named README or LICENSE do not count.
struct ImageFolderEntries {
  private let path: String
  /// The names that end in `.png`, sorted.
  private(set) var pictures: [String] = []
  /// The names of folders, sorted.
  private(set) var folders: [String] = []

  /// Lists a folder.
  ///
  /// - Throws: `badData` where it has files that are neither pictures nor known not to be meant.
  init(_ path: String) throws(DatasetError) {
    self.path = path
    var others: [String] = []
    for name in try DatasetError.files({ () throws(FileError) in try Folder.entries(path) })
    where !Self.isLitter(name) {
      if Self.ending(name) == "png" {
        pictures.append(name)
      } else if FileKind.of("\(path)/\(name)") == .folder {
        folders.append(name)
      } else if !Self.isDocument(name) {
        others.append(name)
      }
    }
    guard let first = others.first else { return }
    throw .badData(
      path: path,
      found: others.count == 1
        ? "the file \(first)" : "\(others.count) files that are no .png, the first \(first)",
      expected: "PNG pictures", advice: Self.advice(first))
  }

  /// Refuses pictures beside the folders of this one.
  func refusePictures(advice: String) throws(DatasetError) {
    guard let first = pictures.first else { return }
    throw .badData(
      path: path,
      found: pictures.count == 1
        ? "the picture \(first) beside folders"
        : "\(pictures.count) pictures beside folders, the first \(first)",
      expected: "folders only", advice: advice)
  }

  /// Hidden, or left by a file manager.
  private static func isLitter(_ name: String) -> Bool {
    name.hasPrefix(".") || litter.contains(name.lowercased())
  }

  private static let litter: Set<String> = [
    "thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "@eadir", "lost+found",
  ]

  /// Whether a file is one that says something of the data, such as README.md.
  private static func isDocument(_ name: String) -> Bool {
    let stem = name.lowercased().prefix { $0 != "." }
    return ["readme", "license", "licence"].contains(stem)
  }

  /// What follows the last dot, in small letters.
  private static func ending(_ name: String) -> String {
    name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
  }

  private static func advice(_ name: String) -> String {
    let ending = ending(name)
    if ending.isEmpty { return "give pictures the ending .png, and move other files elsewhere" }
    if otherPictures.contains(ending) {
      return "convert to PNG, for example with ImageMagick's mogrify -format png "
        + "*.\(name.suffix(ending.count)), and remove the originals"
    }
    return ["csv", "tsv", "json"].contains(ending)
      ? "labels are read from the names of folders; move the file elsewhere"
      : "move it elsewhere"
  }

  /// The endings of pictures in other formats.
  private static let otherPictures: Set<String> = [
    "jpg", "jpeg", "jpe", "jfif", "jp2", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif",
    "avif", "ppm", "pgm", "pbm", "pnm", "tga", "ico", "svg",
  ]
}
