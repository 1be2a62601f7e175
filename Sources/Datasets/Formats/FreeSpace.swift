import Foundation

/// The room that is left on a disk.
package enum FreeSpace {
  /// Better to say so now than to fill the disk first.
  ///
  /// - Parameters:
  ///   - size: the bytes that will be written.
  ///   - descriptor: an open file or folder on the disk.
  ///   - path: what is going to be written.
  /// - Throws: `inputOutput` where the disk has less left.
  package static func check(
    _ size: Int, on descriptor: Int32, for path: String
  ) throws(DatasetError) {
    var space = statvfs()
    // Some file systems do not know their size.
    guard fstatvfs(descriptor, &space) == 0, space.f_blocks > 0 else { return }
    let (free, overflow) = Int(clamping: space.f_bavail)
      .multipliedReportingOverflow(by: Int(clamping: space.f_frsize))
    guard !overflow, free < size else { return }
    throw .inputOutput(
      path: path, operation: "writing",
      reason: "it needs \(size) bytes and the disk has \(free) left; free some space")
  }
}
