import Files
import Foundation
import Testing
import Training

/// A folder in which runs are disturbed, and what an undisturbed one ends with.
final class CrashBench {
  /// What a run goes on from.
  private struct Start: Hashable {
    let tree: FileTree
    let leavesOld: Bool
  }

  let run: SmallRun
  private let folder: String
  private let reference: FileTree
  /// Whether a run recovers, by what it goes on from: the same files lead to the same end.
  private var recoveries: [Start: Bool] = [:]

  init(in folder: String) throws {
    // Replacing a file resolves the links on its way, and recorded calls name the result.
    self.folder = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    run = try SmallRun(in: folder)
    try run.train("\(folder)/undisturbed", .new)
    reference = try SmallRun.content(of: "\(folder)/undisturbed")
  }

  /// The calls of a life, from what was there before.
  func record(_ scenario: Scenario, _ before: FileTree) throws -> [RecordedCalls.Record] {
    let calls = RecordedCalls()
    try withRun(before) { _, path in try run.train(path, scenario.opening, by: calls) }
    return calls.records
  }

  /// The root that recorded calls name.
  var root: String { "\(folder)/disk" }

  /// Puts a tree on the disk and calls `body` with its root and the path of the run in it.
  func withRun(_ tree: FileTree, _ body: (_ root: String, _ path: String) throws -> Void) throws {
    try tree.write(to: root)
    defer {
      do {
        try FileManager.default.removeItem(atPath: root)
      } catch {
        Issue.record("\(root) cannot be removed: \(error)")
      }
    }
    try body(root, "\(root)/run")
  }

  /// Goes on with a run and compares what it ends with.
  ///
  /// - Parameter leavesOld: whether complete checkpoints may be left that the index does not name.
  /// - Returns: whether it is what an undisturbed run ends with.
  func expectRecovery(_ path: String, leavesOld: Bool, _ what: String) throws -> Bool {
    let isThere = FileManager.default.fileExists(atPath: path)
    let start = Start(
      tree: isThere ? try SmallRun.content(of: path) : FileTree(), leavesOld: leavesOld)
    if let known = recoveries[start] { return known }
    let isRecovered = try recovers(path, leavesOld: leavesOld, what)
    recoveries[start] = isRecovered
    return isRecovered
  }

  private func recovers(_ path: String, leavesOld: Bool, _ what: String) throws -> Bool {
    do {
      try run.recover(path)
    } catch {
      Issue.record("\(what): does not go on: \(error)")
      return false
    }
    var found = try SmallRun.content(of: path)
    if leavesOld {
      for name in found.entries.keys where isOldCheckpoint(name) {
        found.entries[name] = nil
      }
    }
    let names = Set(found.entries.keys).union(reference.entries.keys)
    let others = names.filter { found.entries[$0] != reference.entries[$0] }.sorted()
    for name in others {
      Issue.record(
        "\(what): \(name) is \(describe(found.entries[name])), expected \(describe(reference.entries[name]))"
      )
    }
    return others.isEmpty
  }

  /// The step of the checkpoint from which a run goes on; 0 without one.
  func step(of path: String) throws -> Int {
    try CheckpointStore("\(path)/checkpoints").checkpoint(.last)?.state.step ?? 0
  }

  private func isOldCheckpoint(_ name: String) -> Bool {
    let parts = name.split(separator: "/")
    guard parts.count >= 2, parts[0] == "checkpoints", parts[1].hasPrefix("step-") else {
      return false
    }
    return reference.entries["checkpoints/\(parts[1])"] == nil
  }

  private func describe(_ entry: FileTree.Entry?) -> String {
    switch entry {
    case nil: "not there"
    case .file(let bytes): "a file of \(bytes.count) bytes"
    case .folder: "a folder"
    case .link(let target): "a link to \(target)"
    }
  }
}
