import Files

extension RunDirectory {
  /// What a folder holds, seen by a run that is about to begin.
  enum Content: Equatable {
    /// Nothing that a run would replace: other files, such as logs, are left alone.
    case free
    case run
    /// Something of this name, which a run would replace.
    case other(String)

    init(of path: String) throws(RunError) {
      guard try !RunDirectory.isRun(path) else {
        self = .run
        return
      }
      let names = try RunError.files { () throws(FileError) in try Folder.entries(path) }
      self = names.first { RunDirectory.ownNames.contains($0) }.map { .other($0) } ?? .free
    }
  }

  /// The files and folders of a run.
  static let ownNames =
    Document.allCases.map(\.rawValue) + logNames
    + [configurationName, "checkpoints", "images", faultName]

  private static let logNames = ["metrics.csv", WatchLog.fileName]

  /// Tries what the run needs of its folder.
  ///
  /// - Throws: `RunError` of kind `cannotCreate` or `inputOutput`.
  func tryOut() throws(RunError) {
    let folders = ["checkpoints", "images", Self.faultName]
    for name in Self.ownNames {
      let place = path + "/" + name
      let isFolder = folders.contains(name)
      guard let kind = FileKind.of(place) else { continue }
      guard kind == (isFolder ? .folder : .file) else {
        throw .file(
          .cannotCreate(
            path: place, reason: "it exists and is not a \(isFolder ? "folder" : "file")"))
      }
      if isFolder {
        try RunError.files { () throws(FileError) in try Folder.checkWritable(place) }
      }
    }
    try checkpoints.tryOut()
  }

  /// Removes what a run owns; other files in its folders stay.
  ///
  /// `config.json` goes last: were this interrupted, the folder would still be a run.
  static func removeRun(at path: String, on fileSystem: FileSystem) throws(RunError) {
    for name in ["checkpoints", faultName] {
      try CheckpointStore(path + "/" + name, on: fileSystem) { _ in }.removeAll()
    }
    try removeLeftOvers(of: path, on: fileSystem)
    try RunError.files { () throws(FileError) in
      try removeIfEmpty(path + "/checkpoints", fileSystem)
      try Folder.remove(path + "/\(faultName)/\(architectureName)", on: fileSystem)
      try removeIfEmpty(path + "/" + faultName, fileSystem)
      for name in try Folder.entries(path + "/images") where name.hasSuffix(".png") {
        try Folder.remove(path + "/images/" + name, on: fileSystem)
      }
      try removeIfEmpty(path + "/images", fileSystem)
      let documents = Document.allCases.map(\.rawValue)
      for name in documents + logNames {
        try Folder.remove(path + "/" + name, on: fileSystem)
      }
      // After a power cut too, what is there without `config.json` must not be part of a run.
      try Folder.synchronize(path, on: fileSystem)
      try Folder.remove(path + "/" + configurationName, on: fileSystem)
    }
  }

  /// Removes the temporary files of writing that was interrupted; the caller has the lock.
  static func removeLeftOvers(of path: String, on fileSystem: FileSystem) throws(RunError) {
    try RunError.files { () throws(FileError) in
      for name in try Folder.entries(path) {
        guard let file = AtomicFile.target(ofTemporary: name), ownNames.contains(file) else {
          continue
        }
        try Folder.remove(path + "/" + name, on: fileSystem)
      }
      for name in try Folder.entries(path + "/images")
      where AtomicFile.target(ofTemporary: name)?.hasSuffix(".png") == true {
        try Folder.remove(path + "/images/" + name, on: fileSystem)
      }
    }
  }

  private static func removeIfEmpty(_ path: String, _ fileSystem: FileSystem) throws(FileError) {
    if try Folder.entries(path).isEmpty { try Folder.remove(path, on: fileSystem) }
  }

  /// The file in the folder `fault` with the run's own architecture.
  package static let architectureName = "model.toml"
}
