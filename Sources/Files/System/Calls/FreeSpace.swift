import Foundation
import SystemPackage

/// The room that is left on a disk.
enum FreeSpace {
  /// Checks that there is room before the disk fills up.
  ///
  /// - Parameters:
  ///   - size: the bytes that will be written.
  ///   - descriptor: an open file or folder on the disk.
  ///   - path: what is going to be written.
  /// - Throws: `inputOutput` where the disk has less left.
  static func check(
    _ size: Int, on descriptor: FileDescriptor, for path: String
  ) throws(FileError) {
    var space = statvfs()
    // Some file systems do not know their size.
    guard fstatvfs(descriptor.rawValue, &space) == 0, space.f_blocks > 0 else { return }
    let (free, overflow) = Int(clamping: space.f_bavail)
      .multipliedReportingOverflow(by: Int(clamping: space.f_frsize))
    guard !overflow, free < size else { return }
    throw .inputOutput(
      path: path, operation: "writing",
      reason: "it needs \(size) bytes and the disk has \(free) left; free some space")
  }
}
