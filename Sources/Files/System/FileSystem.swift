import Foundation
import SystemPackage

/// Every system call that changes the disk.
///
/// All writing of the package goes through a value of this type, and each call passes `perform`:
/// a file system that fails, or kills the process, at the n-th call needs to change only that.
package struct FileSystem: Sendable {
  /// The calls, for a file system that fails at some of them.
  package enum Call: Sendable {
    case open, write, resize, synchronize, close, rename, createLink, createFolder, removeFile
    case removeFolder
  }

  /// The number of the error with which a call fails; nil where it is made.
  private let failure: @Sendable (Call) -> Int32?

  package init() { self.init { _ in nil } }

  /// A file system on which some calls fail without being made, for tests: `failure` gives the
  /// number of the error, such as `EPERM`, or nil.
  package init(failing failure: @escaping @Sendable (Call) -> Int32?) {
    self.failure = failure
  }

  /// Creates or opens a file for writing; new files get mode 0666 less the umask.
  func open(
    _ path: String, _ options: FileDescriptor.OpenOptions
  ) throws(Errno) -> FileDescriptor {
    try perform(.open) { () throws(Errno) in
      try Errno.only {
        try FileDescriptor.open(
          FilePath(path), .writeOnly, options: options.union(.closeOnExec),
          permissions: FilePermissions(rawValue: 0o666))
      }
    }
  }

  /// Creates a file that only this user can read and write, where there must be nothing yet.
  func createPrivate(_ path: String) throws(Errno) -> FileDescriptor {
    try perform(.open) { () throws(Errno) in
      try Errno.only {
        try FileDescriptor.open(
          FilePath(path), .readWrite,
          options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
          permissions: .ownerReadWrite)
      }
    }
  }

  /// Writes some of the bytes at the file's offset, and returns how many.
  func write(_ bytes: UnsafeRawBufferPointer, to file: FileDescriptor) throws(Errno) -> Int {
    try perform(.write) { () throws(Errno) in try Errno.only { try file.write(bytes) } }
  }

  /// Writes some of the bytes from byte `offset` on, and returns how many.
  func write(
    _ bytes: UnsafeRawBufferPointer, to file: FileDescriptor, at offset: Int
  ) throws(Errno) -> Int {
    try perform(.write) { () throws(Errno) in
      try Errno.only { try file.write(toAbsoluteOffset: Int64(offset), bytes) }
    }
  }

  /// Makes a file shorter or longer.
  func resize(_ file: FileDescriptor, to size: Int) throws(Errno) {
    try perform(.resize) { () throws(Errno) in try Errno.only { try file.resize(to: Int64(size)) } }
  }

  /// Waits until what was written to a file or folder is on the disk.
  func synchronize(_ descriptor: FileDescriptor) throws(Errno) {
    try call(.synchronize) { fsync(descriptor.rawValue) }
  }

  /// Closes a file that was written; the descriptor is free afterwards whatever is thrown.
  func close(_ file: FileDescriptor) throws(Errno) {
    try perform(.close) { () throws(Errno) in try Errno.only { try file.close() } }
  }

  /// Moves a file or folder, replacing a file or an empty folder that is there.
  func rename(_ path: String, to target: String) throws(Errno) {
    try call(.rename) { Foundation.rename(path, target) }
  }

  /// Creates a symbolic link that holds `target` as it is given.
  func createLink(at path: String, to target: String) throws(Errno) {
    try call(.createLink) { symlink(target, path) }
  }

  /// Creates a folder with a mode, from which the umask is taken away.
  func createFolder(_ path: String, mode: mode_t = 0o777) throws(Errno) {
    try call(.createFolder) { mkdir(path, mode) }
  }

  /// Removes a file or a link.
  func removeFile(_ path: String) throws(Errno) {
    try call(.removeFile) { unlink(path) }
  }

  /// Removes an empty folder.
  func removeFolder(_ path: String) throws(Errno) {
    try call(.removeFolder) { rmdir(path) }
  }

  /// The one way to the disk.
  private func perform<Result>(
    _ call: Call, _ body: () throws(Errno) -> Result
  ) throws(Errno) -> Result {
    if let number = failure(call) { throw Errno(rawValue: number) }
    return try body()
  }

  /// Performs a C function that returns -1 where it fails.
  private func call(_ call: Call, _ function: () -> Int32) throws(Errno) {
    try perform(call) { () throws(Errno) in
      guard function() == 0 else { throw .last }
    }
  }
}
