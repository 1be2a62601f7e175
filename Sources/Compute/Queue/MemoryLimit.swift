import Basics

/// The memory that the control groups of this process allow: with more, the kernel ends the process
/// without a word.
package struct MemoryLimit: Sendable, Hashable {
  /// Nil without a limit.
  package let bytes: Int?

  package init(bytes: Int?) {
    self.bytes = bytes
  }

  /// What holds now.
  ///
  /// - Parameter root: the folder with `proc` and `sys`, for tests; empty is the file system's root.
  package static func current(root: String = "") -> MemoryLimit {
    MemoryLimit(bytes: ControlGroups(root: root).memory)
  }

  /// Refuses what would end the process.
  ///
  /// - Parameter needed: bytes.
  /// - Throws: `ComputeError.memory`.
  package func check(_ needed: Int) throws(ComputeError) {
    guard let bytes, needed > bytes else { return }
    throw .memory(requested: needed, limit: bytes)
  }
}
