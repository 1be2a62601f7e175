import Files

/// The training or the test part of a data set of pictures: its class folders in the order of rows.
struct ImageFolderPart: Sendable {
  /// The pictures of one class, or of none.
  struct ClassFolder: Sendable {
    /// The folder's place below the part's; empty for the part itself.
    let name: String
    /// Nil where the pictures have no label.
    let label: RawLabels.Label?
    /// Sorted.
    let pictures: [String]
  }

  let path: String
  /// In the order of their labels, those without one last.
  let folders: [ClassFolder]

  /// The number of pictures.
  var count: Int { folders.reduce(0) { $0 + $1.pictures.count } }

  /// Whether any picture has a label.
  var isLabelled: Bool { folders.contains { $0.label != nil } }

  /// The label of every picture.
  var labels: RawLabels {
    var distinct: [RawLabels.Label] = []
    var codes: [Int32] = []
    codes.reserveCapacity(count)
    for folder in folders {
      // Folders of one label, such as 1 and 01, follow each other.
      if let label = folder.label, label != distinct.last { distinct.append(label) }
      let code = folder.label == nil ? -1 : Int32(distinct.count - 1)
      codes += [Int32](repeating: code, count: folder.pictures.count)
    }
    return RawLabels(name: "", distinct: distinct, codes: codes)
  }

  /// Lists a folder that has class folders or pictures.
  ///
  /// - Parameter unlabelledValue: the name of a folder whose pictures have no label.
  /// - Throws: `noFiles` where there are no pictures; `badData` for another order of folders, an empty
  ///   class, and files that are no pictures.
  init(_ path: String, unlabelledValue: String?) throws(DatasetError) {
    self.path = path
    let entries = try ImageFolderEntries(path)
    if entries.folders.isEmpty, !entries.pictures.isEmpty {
      folders = [ClassFolder(name: "", label: nil, pictures: entries.pictures)]
      return
    }
    try entries.refusePictures(
      advice: "move pictures without a class into the folder unlabelled")
    let unlabelled = unlabelledValue.map(Self.label)
    var folders: [ClassFolder] = []
    for name in entries.folders {
      let label = Self.label(name)
      let isUnlabelled =
        label == .integer(-1) || Self.unlabelled.contains(name)
        || label == unlabelled
      let pictures = try Self.pictures(of: "\(path)/\(name)")
      if pictures.isEmpty {
        if isUnlabelled { continue }
        throw .badData(
          path: "\(path)/\(name)", found: "no pictures", expected: "those of the class \(name)",
          advice: "add some, or remove the folder")
      }
      folders.append(
        ClassFolder(name: name, label: isUnlabelled ? nil : label, pictures: pictures))
    }
    guard !folders.isEmpty else {
      throw .noFiles(
        path: path, found: "no pictures", expected: "folders of PNG pictures, one for each class",
        advice: "name the folder that holds the class folders")
    }
    self.folders = folders.sorted { Self.precedes($0, $1) }
  }

  /// The folders of pictures that have no label; the second is American.
  private static let unlabelled = ["unlabelled", "unlabeled"]

  private static func label(_ name: String) -> RawLabels.Label {
    Int64(name).map { .integer($0) } ?? .text(name)
  }

  private static func pictures(of path: String) throws(DatasetError) -> [String] {
    let entries = try ImageFolderEntries(path)
    if let folder = entries.folders.first {
      throw .badData(
        path: path, found: "the folder \(folder)", expected: "the pictures of one class",
        advice: "name the folder that holds the class folders; only train/ and test/ may be above "
          + "them")
    }
    return entries.pictures
  }

  private static func precedes(_ one: ClassFolder, _ other: ClassFolder) -> Bool {
    switch (one.label, other.label) {
    case (let label?, let otherLabel?):
      label == otherLabel ? one.name < other.name : label < otherLabel
    case (nil, nil): one.name < other.name
    case (let label, nil): label != nil
    case (nil, _): false
    }
  }
}
