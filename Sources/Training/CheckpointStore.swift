import Compute
package import Files

/// The checkpoints of a run: folders `step-N`, and the symbolic links `last` and `best` to them.
///
/// Whenever the process is killed, `last` leads to a complete checkpoint: the one before or the new
/// one.
public struct CheckpointStore: Sendable {
  /// The links by which checkpoints are found.
  public enum Link: String, Sendable, CaseIterable, Codable {
    case last
    case best
  }

  /// The points of a save between which the disk changes.
  package enum Stage: String, Sendable, CaseIterable, Codable {
    case begun, folderMade, modelWritten, optimizerWritten, stateWritten, renamed, bestMoved
    case lastMoved, removed
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

  /// Saves a trainer between two steps, moves `last` to it, and removes what no link names.
  ///
  /// The three files are written and synchronised in a temporary folder of the store, which is then
  /// renamed to `step-N`; only then do the links move. Rows of `metrics.csv` up to this step must
  /// have been written before. Where this throws, the links name complete checkpoints as before.
  ///
  /// - Parameter best: moves the link `best` too.
  /// - Throws: `RunError` of kind `cannotCreate`, `inputOutput` (a full disk too) or `device`.
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
    do throws(RunError) {
      try replace(with: state, from: trainer, best: best)
    } catch {
      // The first error is the one to report; the next save removes what cannot be removed now.
      try? removeUnnamed()
      throw error
    }
  }

  private func replace(
    with state: Checkpoint.State, from trainer: Trainer, best: Bool
  ) throws(RunError) {
    let name = "step-\(state.step)"
    let occupied = links(to: name)
    if !occupied.isEmpty {
      // A folder cannot be replaced by one rename, so its links first move to a second copy. Two
      // links name at most two folders.
      let copies = [name + "-copy1", name + "-copy2"]
      let copy = copies.first { links(to: $0).isEmpty } ?? copies[0]
      try publish(state, of: trainer, as: copy)
      for link in occupied { try move(link, to: copy) }
    }
    try publish(state, of: trainer, as: name)
    for link in occupied where link != .last { try move(link, to: name) }
    // `best` moves first: a run interrupted after `last` alone had moved would resume from a state
    // that counts this checkpoint as the best while the link names another.
    if best { try move(.best, to: name) }
    try reached(.bestMoved)
    try move(.last, to: name)
    try reached(.lastMoved)
    try removeUnnamed()
    try reached(.removed)
  }

  /// The checkpoint that a link names, or nil where there is no such link.
  ///
  /// - Throws: `RunError` of kind `notFound` or `badData` where the link leads to no checkpoint.
  public func checkpoint(_ link: Link) throws(RunError) -> Checkpoint? {
    let kind = try RunError.files { () throws(FileError) in
      try FileKind.ofEntry(path(of: link))
    }
    guard kind != nil else { return nil }
    return try Checkpoint(at: path(of: link))
  }

  /// Sets a trainer to the checkpoint `last`; nil, and no change, where there is none.
  ///
  /// - Throws: as `Checkpoint.restore(into:)`.
  public func restoreLast(into trainer: Trainer) throws(RunError) -> Checkpoint.State? {
    guard let checkpoint = try checkpoint(.last) else { return nil }
    try checkpoint.restore(into: trainer)
    return checkpoint.state
  }

  func path(of link: Link) -> String { path + "/" + link.rawValue }

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
      // No link names what may be there: an interrupted save has left it.
      try Folder.remove(path + "/" + name, on: fileSystem)
      try Folder.move(temporary, to: path + "/" + name, on: fileSystem)
      try Folder.synchronize(path, on: fileSystem)
    }
    try reached(.renamed)
  }

  private func move(_ link: Link, to name: String) throws(RunError) {
    try RunError.files { () throws(FileError) in
      try AtomicFile.replaceSymbolicLink(at: path(of: link), target: name, on: fileSystem)
    }
  }
}
