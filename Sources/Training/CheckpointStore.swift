import Compute
import Files
import Foundation

/// The checkpoints of a run: folders `step-N`, and the symbolic links `last` and `best` to them.
///
/// A process that is killed at any moment leaves a complete checkpoint behind `last`, the one
/// before or the new one.
public struct CheckpointStore: Sendable {
  /// The links by which checkpoints are found.
  public enum Link: String, Sendable, CaseIterable, Codable {
    case last
    case best
  }

  /// The moments of a save between which the disk changes.
  package enum Stage: String, Sendable, CaseIterable, Codable {
    case begun, folderMade, modelWritten, optimizerWritten, stateWritten, renamed, bestMoved
    case lastMoved, removed
  }

  /// The folder `checkpoints` of a run.
  public let path: String
  private let reached: @Sendable (Stage) throws(RunError) -> Void

  /// The store in a folder, which the first save creates.
  public init(_ path: String) {
    self.init(path) { _ in }
  }

  /// A store that reports each stage of a save, so that tests can interrupt it there.
  package init(_ path: String, reached: @escaping @Sendable (Stage) throws(RunError) -> Void) {
    self.path = path
    self.reached = reached
  }

  /// Saves a trainer between two steps, moves `last` to it, and removes what no link names.
  ///
  /// The three files are written and synchronised in a temporary folder beside their place, which
  /// is then renamed to `step-N`; only after that the links move. Rows of `metrics.csv` up to this
  /// step must be there before. Where this throws, the links name complete checkpoints as before.
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
    try RunError.files { () throws(ArrayFileError) in try AtomicFile.createFolder(path) }
    try reached(.begun)
    do throws(RunError) {
      try replace(with: state, from: trainer, best: best)
    } catch {
      // The first error is the one to report; what cannot be removed now is by the next save.
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
      // A folder cannot be replaced in one rename, so its links first move to a second copy. Two
      // links name at most two folders.
      let copies = [name + "-copy1", name + "-copy2"]
      let copy = copies.first { links(to: $0).isEmpty } ?? copies[0]
      try publish(state, of: trainer, as: copy)
      for link in occupied { try move(link, to: copy) }
    }
    try publish(state, of: trainer, as: name)
    for link in occupied where link != .last { try move(link, to: name) }
    // `best` moves first: were `last` first, a run cut off between the two would go on from a state
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
    var status = stat()
    guard lstat(path(of: link), &status) == 0 else {
      let code = errno
      guard code == ENOENT || code == ENOTDIR else {
        throw .file(.reading(path(of: link), "reading", code: code))
      }
      return nil
    }
    return try Checkpoint(at: path(of: link))
  }

  /// Puts a trainer back to the checkpoint `last`; nil, and no change, where there is none.
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
    try remove(temporary)
    guard mkdir(temporary, 0o777) == 0 else { throw .file(.creating(temporary, code: errno)) }
    try reached(.folderMade)
    try Checkpoint.write(state, of: trainer, to: temporary) { (file) throws(RunError) in
      switch file {
      case Checkpoint.File.model: try reached(.modelWritten)
      case Checkpoint.File.optimizer: try reached(.optimizerWritten)
      default: try reached(.stateWritten)
      }
    }
    try synchronize(temporary)
    // No link names what may stand there: it is left over from a save that was cut off.
    try remove(path + "/" + name)
    guard rename(temporary, path + "/" + name) == 0 else {
      throw .file(.creating(path + "/" + name, code: errno))
    }
    try synchronize(path)
    try reached(.renamed)
  }

  private func move(_ link: Link, to name: String) throws(RunError) {
    try RunError.files { () throws(ArrayFileError) in
      try AtomicFile.replaceSymbolicLink(at: path(of: link), target: name)
    }
  }

  private func synchronize(_ folder: String) throws(RunError) {
    try RunError.files { () throws(ArrayFileError) in
      try AtomicFile.synchronizeFolder(folder)
    }
  }
}
