public import Execution
import Files
public import Graphs

extension CheckpointStore {
  /// Loads the weights of a checkpoint into an executor, for evaluation and prediction.
  ///
  /// Every parameter and statistic among `variables` must be there, none may be extra, and shapes
  /// must agree; nothing changes where this throws.
  ///
  /// - Throws: `RunError` of kind `notFound` where there is no such link, `badData` with the
  ///   tensor's name, `inputOutput` or `device`.
  @discardableResult
  public func loadWeights(
    _ link: Link, into executor: any Executor, variables: [Variable]
  ) throws(RunError) -> Checkpoint.State {
    guard let checkpoint = try checkpoint(link) else {
      throw .file(.notFound(path: path(of: link)))
    }
    let file = try VariableFile(at: checkpoint.path + "/" + Checkpoint.File.model)
    try executor.set(try file.values(of: variables.ofModel))
    return checkpoint.state
  }

  /// Removes a checkpoint, which is never there with only some of its files.
  func remove(_ name: String) throws(RunError) {
    try RunError.files { () throws(FileError) in
      let temporary = path + "/.tmp-step-removed"
      try Folder.remove(temporary, on: fileSystem)
      try Folder.move(path + "/" + name, to: temporary, on: fileSystem)
      // After a power cut, too, the checkpoint must not be there without the files that are removed now.
      try Folder.synchronize(path, on: fileSystem)
      try Folder.remove(temporary, on: fileSystem)
    }
  }

  /// Removes what interrupted saves have left; complete checkpoints stay.
  func removeLeftOvers() throws(RunError) {
    try removeSuperseded()
    try RunError.files { () throws(FileError) in
      for name in try Folder.entries(path)
      where Self.isTemporary(name) || Self.isCheckpoint(name) && !isComplete(name) {
        try Folder.remove(path + "/" + name, on: fileSystem)
      }
      try Folder.synchronize(path, on: fileSystem)
    }
  }

  /// Removes temporary files and folders, and checkpoints that interrupted saves have superseded.
  func removeTemporaries() throws(RunError) {
    try removeSuperseded()
    try RunError.files { () throws(FileError) in
      for name in try Folder.entries(path) where Self.isTemporary(name) {
        try Folder.remove(path + "/" + name, on: fileSystem)
      }
    }
  }

  /// Removes every checkpoint, the index and the links; other files in the folder stay.
  func removeAll() throws(RunError) {
    try RunError.files { () throws(FileError) in
      // The index first: it must not name what is not there.
      let names = [CheckpointIndex.fileName] + Link.allCases.map(\.rawValue)
      for name in names { try Folder.remove(path + "/" + name, on: fileSystem) }
      guard FileKind.of(path) == .folder else { return }
      try Folder.synchronize(path, on: fileSystem)
      for name in try Folder.entries(path) where Self.isTemporary(name) || Self.isCheckpoint(name) {
        try Folder.remove(path + "/" + name, on: fileSystem)
      }
      // A power cut must not bring them back into the run that is begun next.
      try Folder.synchronize(path, on: fileSystem)
    }
  }

  /// Whether a name is that of a file or folder that was being written.
  private static func isTemporary(_ name: String) -> Bool {
    let replaced = [CheckpointIndex.fileName] + Link.allCases.map(\.rawValue)
    return name.hasPrefix(".tmp-step-")
      || AtomicFile.target(ofTemporary: name).map(replaced.contains) == true
  }
}
