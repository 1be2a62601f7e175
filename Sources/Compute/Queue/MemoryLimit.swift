import Basics

/// The memory that the control groups of this process allow: with more, the kernel ends the process
/// without a word.
package struct MemoryLimit: Sendable, Hashable {
  /// Nil without a limit.
  package let bytes: Int?
  /// What the process has of that already.
  private let used: Int

  package init(bytes: Int?, used: Int = 0) {
    self.bytes = bytes
    self.used = used
  }

  /// What holds now.
  ///
  /// - Parameter root: the folder with `proc` and `sys`, for tests; empty is the file system's root.
  package static func current(root: String = "") -> MemoryLimit {
    let groups = ControlGroups(root: root)
    return MemoryLimit(bytes: groups.memory, used: groups.used)
  }

  /// Refuses what would end the process.
  ///
  /// - Parameter needed: bytes, besides those that the process had when the limit was read.
  /// - Throws: `ComputeError.memory`.
  package func check(_ needed: Int) throws(ComputeError) {
    guard let bytes, needed > bytes - used else { return }
    throw .memory(requested: needed + used, limit: bytes)
  }
}
