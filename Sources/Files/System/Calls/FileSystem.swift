import SystemPackage

/// Everything that changes the disk: all writing of the package goes through a value of this type.
///
/// Calls that a signal interrupted are made again. Tests give `calls` of their own, and pass the value
/// along as any other: there is no global file system.
package struct FileSystem: Sendable {
  private let calls: any FileCalls

  /// The operating system's.
  package init() { self.init(SystemCalls()) }

  package init(_ calls: any FileCalls) { self.calls = calls }

  /// Creates or opens a file for writing; new files get mode 0666 less the umask.
  func open(
    _ path: String, _ options: FileDescriptor.OpenOptions
  ) throws(Errno) -> FileDescriptor {
    try open(path, .writeOnly, options, FilePermissions(rawValue: 0o666))
  }

  /// Creates a file that only this user can read and write, where there must be nothing yet.
  func createPrivate(_ path: String) throws(Errno) -> FileDescriptor {
    try open(path, .readWrite, [.create, .exclusiveCreate, .noFollow], .ownerReadWrite)
  }

  /// Opens a folder, to synchronise or to lock it.
  func openFolder(
    _ path: String, _ options: FileDescriptor.OpenOptions = []
  ) throws(Errno) -> FileDescriptor {
    try open(path, .readOnly, options.union(.directory), [])
  }

  private func open(
    _ path: String, _ access: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions,
    _ permissions: FilePermissions
  ) throws(Errno) -> FileDescriptor {
    let number = try perform(.open(path, access, options.union(.closeOnExec), permissions))
    return FileDescriptor(rawValue: CInt(number))
  }

  /// Writes some of the bytes at the file's offset, and returns how many.
  func write(_ bytes: UnsafeRawBufferPointer, to file: FileDescriptor) throws(Errno) -> Int {
    try perform(.write(bytes, to: file, at: nil))
  }

  /// Writes some of the bytes from byte `offset` on, and returns how many.
  func write(
    _ bytes: UnsafeRawBufferPointer, to file: FileDescriptor, at offset: Int
  ) throws(Errno) -> Int {
    try perform(.write(bytes, to: file, at: offset))
  }

  /// Makes a file shorter or longer.
  func resize(_ file: FileDescriptor, to size: Int) throws(Errno) {
    _ = try perform(.resize(file, to: size))
  }

  /// Waits until what was written to a file or folder is on the disk.
  func synchronize(_ descriptor: FileDescriptor) throws(Errno) {
    _ = try perform(.synchronize(descriptor))
  }

  /// Closes a file that was written; the descriptor is free afterwards whatever is thrown.
  func close(_ file: FileDescriptor) throws(Errno) {
    do throws(Errno) {
      _ = try calls.perform(.close(file))
    } catch {
      // The descriptor is free: closing it again could close another file.
      if error != .interrupted { throw error }
    }
  }

  /// Moves a file or folder, replacing a file or an empty folder that is there.
  func rename(_ path: String, to target: String) throws(Errno) {
    _ = try perform(.rename(path, to: target))
  }

  /// Creates a symbolic link that holds `target` as it is given.
  func createLink(at path: String, to target: String) throws(Errno) {
    _ = try perform(.createLink(path, target: target))
  }

  /// Creates a folder with permissions, from which the umask is taken away.
  func createFolder(
    _ path: String, _ permissions: FilePermissions = FilePermissions(rawValue: 0o777)
  ) throws(Errno) {
    _ = try perform(.createFolder(path, permissions))
  }

  /// Removes a file or a link.
  func removeFile(_ path: String) throws(Errno) {
    _ = try perform(.removeFile(path))
  }

  /// Removes an empty folder.
  func removeFolder(_ path: String) throws(Errno) {
    _ = try perform(.removeFolder(path))
  }

  /// Makes a call until no signal interrupts it.
  private func perform(_ call: FileCall) throws(Errno) -> Int {
    while true {
      do throws(Errno) {
        return try calls.perform(call)
      } catch {
        if error != .interrupted { throw error }
      }
    }
  }
}
