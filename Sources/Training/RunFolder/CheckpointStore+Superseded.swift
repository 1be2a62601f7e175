import Files

extension CheckpointStore {
  /// What a save removes once the index is replaced. It is noted before: were the save killed in between,
  /// the checkpoints would stay for good, as complete ones that the index has not named.
  private struct Superseded: Codable {
    static let fileName = ".tmp-step-superseded.json"

    /// The checkpoint that takes their place; until the index names it, nothing is to be removed.
    let last: String
    let names: [String]
  }

  /// Notes what is going to be removed. A power cut may undo that, so it is not synchronised.
  func noteSuperseded(_ names: [String], by last: String) throws(RunError) {
    guard !names.isEmpty else { return }
    try RunError.files { () throws(FileError) in
      try JSONFile.write(
        Superseded(last: last, names: names), to: path + "/" + Superseded.fileName,
        durably: false, on: fileSystem)
    }
  }

  /// Removes what an interrupted save has noted.
  func removeSuperseded() throws(RunError) {
    let file = path + "/" + Superseded.fileName
    // A note that cannot be read counts as none.
    guard FileKind.of(file) == .file, let note = try? JSONFile.read(Superseded.self, from: file),
      let index = try? CheckpointIndex(at: path + "/" + CheckpointIndex.fileName),
      index.last == note.last, isComplete(index.last)
    else { return }
    for name in note.names
    where Self.isCheckpoint(name) && ![index.last, index.best].contains(name) && isComplete(name) {
      try remove(name)
    }
  }
}
