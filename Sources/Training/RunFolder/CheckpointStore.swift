import Compute
package import Files

/// The checkpoints of a run: folders `step-N`, and `index.json`, which says which of them is the last
/// and which the best.
///
/// Whenever the process is killed, the index names complete checkpoints: those before or the new one.
/// Symbolic links `last` and `best` are made for people where the file system has them; nothing
/// depends on them.
public struct CheckpointStore: Sendable {
  /// The names by which checkpoints are asked for, and those of the links.
  public enum Link: String, Sendable, CaseIterable, Codable {
    case last
    case best
  }

  /// The points of a save between which the disk changes.
  package enum Stage: String, Sendable, CaseIterable, Codable {
    case begun, folderMade, modelWritten, optimizerWritten, stateWritten, renamed, indexWritten
    case linked, removed
  }

  /// The folder `checkpoints` of a run.
  public let path: String
  let fileSystem: FileSystem
  private let reached: @Sendable (Stage) throws(RunError) -> Void

  /// The store in a folder, which the first save creates.
  public init(_ path: String) {
    self.init(path) { _ in }
  }

  /// A store that reports each stage of a save, so that tests can interrupt it there.
  package init(
    _ path: String, on fileSystem: FileSystem = FileSystem(),
    reached: @escaping @Sendable (Stage) throws(RunError) -> Void
  ) {
    self.path = path
    self.fileSystem = fileSystem
    self.reached = reached
  }

  /// Saves a trainer between two steps, makes that the last checkpoint, and removes those that were the
  /// last or the best until then.
  ///
  /// The three files are written and synchronised in a temporary folder of the store, which is then
  /// renamed to `step-N`; only then is the index replaced. Rows of `metrics.csv` up to this step must
  /// have been written before. Where this throws, the index names complete checkpoints. A complete
  /// checkpoint that the index has not named is neither removed nor replaced, unless it is the very
  /// same one.
  ///
  /// - Parameter best: makes it the best checkpoint too.
  /// - Throws: `RunError` of kind `cannotCreate`, `inputOutput` (a full disk too), `device`, or
  ///   `badData` for an index of a newer format.
  public func save(
    _ state: Checkpoint.State, from trainer: Trainer, best: Bool = false
  ) throws(RunError) {
    precondition(
      state.step == trainer.step && state.seed == trainer.seed,
      "the state is of step \(state.step), seed \(state.seed), the trainer of step \(trainer.step), "
        + "seed \(trainer.seed)")
    precondition(
      trainer.stepsInFlight == 0, "\(trainer.stepsInFlight) steps of the trainer are in flight")
    try RunError.device { () throws(ComputeError) in try trainer.executor.finish() }
    try RunError.files { () throws(FileError) in try Folder.create(path, on: fileSystem) }
    try reached(.begun)
    // The note of a save that was interrupted makes room for this one's.
    try? removeSuperseded()
    let before = try find()
    do throws(RunError) {
      let name = freeName(for: state, before)
      try publish(state, of: trainer, as: name)
      let index = CheckpointIndex(last: name, best: best ? name : before.best)
      let superseded = Set([before.last, before.best].compactMap { $0 })
        .subtracting([index.last, index.best].compactMap { $0 })
      // Without the note an interrupted save costs space, and nothing else.
      try? noteSuperseded(superseded.sorted(), by: index.last)
      try write(index)
      try reached(.indexWritten)
      makeLinks(index)
      try reached(.linked)
      for old in superseded.sorted() { try remove(old) }
      try removeLeftOvers()
      try reached(.removed)
    } catch {
      // The first error is the one to report; the next save removes what cannot be removed now.
      try? removeLeftOvers()
      throw error
    }
  }

  /// The last or the best checkpoint, or nil where there is none.
  ///
  /// - Throws: `RunError` of kind `notFound` where there are checkpoints and none is complete,
  ///   `badData` for one that cannot be read.
  public func checkpoint(_ link: Link) throws(RunError) -> Checkpoint? {
    let found = try find()
    if let missing = found.missing { throw .file(.notFound(path: missing)) }
    let name: String? =
      switch link {
      case .last: found.last
      case .best: found.best
      }
    guard let name else { return nil }
    return try Checkpoint(at: path + "/" + name)
  }

  /// Sets a trainer to the last checkpoint; nil, and no change, where there is none.
  ///
  /// - Throws: as `Checkpoint.restore(into:)`.
  public func restoreLast(into trainer: Trainer) throws(RunError) -> Checkpoint.State? {
    guard let checkpoint = try checkpoint(.last) else { return nil }
    try checkpoint.restore(into: trainer)
    return checkpoint.state
  }

  /// What to say where the index and the folders do not agree; nil where they do.
  ///
  /// - Throws: as `checkpoint(_:)`.
  package func remark() throws(RunError) -> String? { try find().remark }

  func path(of link: Link) -> String { path + "/" + link.rawValue }

  /// Writes the index durably, by one rename.
  func write(_ index: CheckpointIndex) throws(RunError) {
    try RunError.files { () throws(FileError) in
      try JSONFile.write(index, to: path + "/" + CheckpointIndex.fileName, on: fileSystem)
    }
  }

  /// The name for a new checkpoint, which no other complete checkpoint has.
  private func freeName(for state: Checkpoint.State, _ before: Found) -> String {
    let name = "step-\(state.step)"
    var copies = 0
    while true {
      let candidate = copies == 0 ? name : "\(name)-copy\(copies)"
      guard isComplete(candidate) else { return candidate }
      // A save that was interrupted before it wrote the index has left the same checkpoint.
      if candidate != before.last, candidate != before.best,
        let there = try? Checkpoint(at: "\(path)/\(candidate)"), there.state == state
      {
        return candidate
      }
      copies += 1
    }
  }

  /// Writes a complete, durable checkpoint folder under `name`.
  private func publish(
    _ state: Checkpoint.State, of trainer: Trainer, as name: String
  ) throws(RunError) {
    let temporary = path + "/.tmp-" + name
    try RunError.files { () throws(FileError) in
      try Folder.remove(temporary, on: fileSystem)
      try Folder.createNew(temporary, on: fileSystem)
    }
    try reached(.folderMade)
    try Checkpoint.write(
      state, of: trainer, to: temporary, on: fileSystem
    ) { (file) throws(RunError) in
      switch file {
      case Checkpoint.File.model: try reached(.modelWritten)
      case Checkpoint.File.optimizer: try reached(.optimizerWritten)
      default: try reached(.stateWritten)
      }
    }
    try RunError.files { () throws(FileError) in
      try Folder.synchronize(temporary, on: fileSystem)
      // What may be there is not complete, or the same checkpoint.
      try Folder.remove(path + "/" + name, on: fileSystem)
      try Folder.move(temporary, to: path + "/" + name, on: fileSystem)
      try Folder.synchronize(path, on: fileSystem)
    }
    try reached(.renamed)
  }
}
