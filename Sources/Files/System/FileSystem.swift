import Foundation
import SystemPackage

/// Every system call that changes the disk.
///
/// All writing of the package goes through a value of this type, and each call passes `perform`:
/// a file system that fails, or kills the process, at the n-th call needs to change only that.
package struct FileSystem: Sendable {
  package init() {}

  /// Creates or opens a file for writing; new files get mode 0666 less the umask.
  func open(
    _ path: String, _ options: FileDescriptor.OpenOptions
  ) throws(Errno) -> FileDescriptor {
    try perform { () throws(Errno) in
      try Errno.only {
        try FileDescriptor.open(
          FilePath(path), .writeOnly, options: options.union(.closeOnExec),
          permissions: FilePermissions(rawValue: 0o666))
      }
    }
  }

  /// Writes some of the bytes at the file's offset, and returns how many.
  func write(_ bytes: UnsafeRawBufferPointer, to file: FileDescriptor) throws(Errno) -> Int {
    try perform { () throws(Errno) in try Errno.only { try file.write(bytes) } }
  }

  /// Makes a file shorter or longer.
  func resize(_ file: FileDescriptor, to size: Int) throws(Errno) {
    try perform { () throws(Errno) in try Errno.only { try file.resize(to: Int64(size)) } }
  }

  /// Waits until what was written to a file or folder is on the disk.
  func synchronize(_ descriptor: FileDescriptor) throws(Errno) {
    try call { fsync(descriptor.rawValue) }
  }

  /// Closes a file that was written; the descriptor is free afterwards whatever is thrown.
  func close(_ file: FileDescriptor) throws(Errno) {
    try perform { () throws(Errno) in try Errno.only { try file.close() } }
  }

  /// Moves a file or folder, replacing a file or an empty folder that is there.
  func rename(_ path: String, to target: String) throws(Errno) {
    try call { Foundation.rename(path, target) }
  }

  /// Creates a symbolic link that holds `target` as it is given.
  func createLink(at path: String, to target: String) throws(Errno) {
    try call { symlink(target, path) }
  }

  /// Creates a folder with a mode, from which the umask is taken away.
  func createFolder(_ path: String, mode: mode_t = 0o777) throws(Errno) {
    try call { mkdir(path, mode) }
  }

  /// Removes a file or a link.
  func removeFile(_ path: String) throws(Errno) {
    try call { unlink(path) }
  }

  /// Removes an empty folder.
  func removeFolder(_ path: String) throws(Errno) {
    try call { rmdir(path) }
  }

  /// The one way to the disk.
  private func perform<Result>(
    _ body: () throws(Errno) -> Result
  ) throws(Errno) -> Result {
    try body()
  }

  /// Performs a C function that returns -1 where it fails.
  private func call(_ function: () -> Int32) throws(Errno) {
    try perform { () throws(Errno) in
      guard function() == 0 else { throw .last }
    }
  }
}
