import Files

extension CheckpointStore {
  /// Prepares the store for training: writes the index where it does not say what is there, and makes
  /// the links again.
  ///
  /// - Returns: what to say of it; nil where the index and the folders agree.
  /// - Throws: `RunError` of kind `notFound` where there are checkpoints and none is complete,
  ///   `badData` for a newer format, `inputOutput`.
  @discardableResult
  public func open() throws(RunError) -> String? {
    // What cannot be put in order stays as it is: nothing depends on the links.
    for link in Link.allCases { try? clearPlace(of: link) }
    let found = try find()
    if let missing = found.missing { throw .file(.notFound(path: missing)) }
    guard let last = found.last else { return nil }
    let index = CheckpointIndex(last: last, best: found.best)
    if !found.isIndexed { try write(index) }
    // What cannot be removed now is by the next save.
    try? removeTemporaries()
    makeLinks(index)
    return found.remark
  }

  /// Tries what saving needs of the file system: to make, write, replace, move and remove.
  ///
  /// - Throws: `RunError` of kind `cannotCreate` or `inputOutput`.
  package func tryOut() throws(RunError) {
    let folder = path + "/.tmp-step-trial"
    let moved = folder + "-moved"
    do throws(FileError) {
      try Folder.create(path, on: fileSystem)
      // A trial that was interrupted has left one of them.
      for name in [folder, moved] { try Folder.remove(name, on: fileSystem) }
      try Folder.createNew(folder, on: fileSystem)
      for _ in 0..<2 { try AtomicFile.write("trial\n", to: folder + "/trial", on: fileSystem) }
      try Folder.synchronize(folder, on: fileSystem)
      try Folder.move(folder, to: moved, on: fileSystem)
      try Folder.remove(moved, on: fileSystem)
      try Folder.synchronize(path, on: fileSystem)
    } catch {
      for name in [folder, moved] { try? Folder.remove(name, on: fileSystem) }
      throw .file(error)
    }
  }

  /// Makes the links that the index describes, where the file system can; what is no link stays.
  func makeLinks(_ index: CheckpointIndex) {
    for link in Link.allCases {
      let place = path(of: link)
      guard let name = index.name(of: link) else {
        if Folder.linkTarget(place) != nil { try? Folder.remove(place, on: fileSystem) }
        continue
      }
      if name != link.rawValue, Folder.linkTarget(place) != name {
        // Links are for people; not every file system has them.
        try? AtomicFile.replaceSymbolicLink(at: place, target: name, on: fileSystem)
      }
    }
  }

  /// Makes room for a link where a copy of the run has put a folder, or a file with the link's target.
  ///
  /// A folder is the checkpoint itself: it gets the checkpoint's name, or is removed where the same
  /// files have that name already.
  private func clearPlace(of link: Link) throws(RunError) {
    let place = path(of: link)
    switch try RunError.files({ () throws(FileError) in try FileKind.ofEntry(place) }) {
    case .folder where isComplete(link.rawValue):
      let step = try Checkpoint(at: place).state.step
      var name = "step-\(step)"
      var copies = 0
      while FileKind.of("\(path)/\(name)") != nil {
        if try isSame(link.rawValue, name) { return try remove(link.rawValue) }
        copies += 1
        name = "step-\(step)-copy\(copies)"
      }
      try RunError.files { () throws(FileError) in
        try Folder.move(place, to: "\(path)/\(name)", on: fileSystem)
        try Folder.synchronize(path, on: fileSystem)
      }
    case .file:
      try RunError.files { () throws(FileError) in
        let file = try InputFile(place)
        guard file.size < 64 else { return }
        let text = String(decoding: try file.contents(), as: UTF8.self)
        if Self.isCheckpoint(text.filter { !$0.isWhitespace }) {
          try Folder.remove(place, on: fileSystem)
        }
      }
    default: break
    }
  }

  /// Whether two folders hold the files of a checkpoint with the same bytes, and nothing else.
  private func isSame(_ name: String, _ other: String) throws(RunError) -> Bool {
    try RunError.files { () throws(FileError) in
      for folder in [name, other] {
        guard try Folder.entries("\(path)/\(folder)") == Checkpoint.File.all.sorted() else {
          return false
        }
      }
      for file in Checkpoint.File.all {
        let (one, two) = (
          try InputFile("\(path)/\(name)/\(file)"), try InputFile("\(path)/\(other)/\(file)")
        )
        guard one.size == two.size, try one.contents() == two.contents() else { return false }
      }
      return true
    }
  }
}
