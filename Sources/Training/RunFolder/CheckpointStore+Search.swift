import Files

extension CheckpointStore {
  /// The checkpoints of the store: as `index.json` says, or else as the folders themselves do.
  struct Found {
    /// The names of the folders; nil where there is none.
    var last: String?
    var best: String?
    /// Whether `index.json` says exactly this.
    var isIndexed = false
    /// What users should know of it; nil where `index.json` and the folders agree.
    var remark: String?
    /// A file that a checkpoint lacks, where there are checkpoints and none is complete.
    var missing: String?
  }

  /// Finds the checkpoints, and changes nothing.
  ///
  /// `index.json` is the truth. Where it is missing or damaged, or names what is not there, the
  /// newest complete folder is the last checkpoint.
  ///
  /// - Throws: `RunError` of kind `badData` for a newer format, `inputOutput`.
  func find() throws(RunError) -> Found {
    let file = path + "/" + CheckpointIndex.fileName
    let index: CheckpointIndex?
    let problem: String
    do throws(RunError) {
      index = try CheckpointIndex(at: file)
      problem = "there is no \(CheckpointIndex.fileName)"
    } catch {
      // A newer format is refused; a damaged file counts as none.
      try FormatVersion.refuseNewer(file, than: CheckpointIndex.formatVersion)
      guard error.kind == .badData else { throw error }
      index = nil
      problem = "\(CheckpointIndex.fileName) cannot be read"
    }
    guard let index else { return try newest(because: problem, best: nil) }
    let best = index.best.flatMap { isThere($0) ? $0 : nil }
    guard isThere(index.last) else {
      let problem =
        "\(CheckpointIndex.fileName) names \(index.last.onOneLine), which is not there complete"
      var found = try newest(because: problem, best: .some(best))
      if found.last == nil { found.missing = missingFile(of: index.last) ?? file }
      return found
    }
    guard best == index.best else {
      return Found(
        last: index.last,
        remark:
          "checkpoints: the best one, \((index.best ?? "none").onOneLine), is not there complete")
    }
    return Found(last: index.last, best: best, isIndexed: true)
  }

  /// Whether a name is that of a checkpoint that is there with all its files.
  private func isThere(_ name: String) -> Bool {
    // A folder in a link's place is named by the link's name where it could not be moved.
    (Self.isCheckpoint(name) || Link(rawValue: name) != nil) && isComplete(name)
  }

  /// Whether a folder has all the files of a checkpoint.
  func isComplete(_ name: String) -> Bool { missingFile(of: name) == nil }

  private func missingFile(of name: String) -> String? {
    Checkpoint.File.all.map { "\(path)/\(name)/\($0)" }.first { FileKind.of($0) != .file }
  }

  /// Whether a save creates folders of this name: `step-8`, or `step-8-copy1`.
  static func isCheckpoint(_ name: String) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    func isNumber(_ text: Substring) -> Bool {
      !text.isEmpty && text.allSatisfy { ("0"..."9").contains($0) }
    }
    guard parts.count == 2 || parts.count == 3, parts[0] == "step", isNumber(parts[1]) else {
      return false
    }
    return parts.count == 2 || parts[2].hasPrefix("copy") && isNumber(parts[2].dropFirst(4))
  }

  /// The newest complete checkpoint and, unless it is known, the best one.
  private func newest(because problem: String, best: String??) throws(RunError) -> Found {
    let folders = try folders()
    var candidates: [(name: String, state: Checkpoint.State)] = []
    var damage: RunError?
    for name in folders where isComplete(name) {
      try FormatVersion.refuseNewer(
        "\(path)/\(name)/\(Checkpoint.File.state)", than: Checkpoint.formatVersion)
      do throws(RunError) {
        candidates.append((name, try readableState(of: name)))
      } catch {
        // A copy has cut a file off: the checkpoint is not complete.
        guard error.kind == .badData else { throw error }
        damage = error
      }
    }
    guard let last = candidates.max(by: { ($0.state.step, $0.name) < ($1.state.step, $1.name) })
    else {
      if let damage { throw damage }
      return Found(missing: folders.first.flatMap(missingFile))
    }
    // A checkpoint is saved with its own metric where it is the best so far, and later ones keep
    // that metric: the first with the last one's metric is the best.
    let first = candidates.filter { $0.state.bestMetric == last.state.bestMetric }
      .min { ($0.state.step, $1.name) < ($1.state.step, $0.name) }
    let chosen = best ?? (last.state.bestMetric == nil ? nil : first?.name)
    let remark =
      "checkpoints: \(problem); the newest complete one, \(last.name), is taken for the last"
      + (chosen.map { ", and \($0) for the best" } ?? "")
    return Found(last: last.name, best: chosen, remark: remark)
  }

  /// The names under which checkpoints are, complete or not.
  private func folders() throws(RunError) -> [String] {
    try RunError.files { () throws(FileError) in
      var result: [String] = []
      for name in try Folder.entries(path) {
        if Self.isCheckpoint(name) {
          result.append(name)
        } else if Link(rawValue: name) != nil {
          // In a copy of a run, folders may be in the links' places; a link that leads nowhere shows
          // that there was a checkpoint.
          let kind = try FileKind.ofEntry("\(path)/\(name)")
          let leadsNowhere = kind == .link && FileKind.of("\(path)/\(name)") == nil
          if kind == .folder || leadsNowhere { result.append(name) }
        }
      }
      return result
    }
  }

  /// The state of a checkpoint, all of whose files can be read as far as their headers go.
  private func readableState(of name: String) throws(RunError) -> Checkpoint.State {
    let checkpoint = try Checkpoint(at: "\(path)/\(name)")
    for file in [Checkpoint.File.model, Checkpoint.File.optimizer] {
      _ = try VariableFile(at: "\(path)/\(name)/\(file)")
    }
    return checkpoint.state
  }
}
