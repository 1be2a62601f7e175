import SystemPackage

/// A file that is written piece by piece under a temporary name and takes its place when complete.
///
/// The temporary file is `PATH.temporary`, locked while it is written: the next process overwrites
/// what one that died has left, and two that live do not disturb each other. It is removed with the
/// last reference, unless `finish()` was called.
package final class NewFile {
  /// The place that the file takes.
  package let path: String
  private let temporary: String
  private let file: OutputFile
  private let fileSystem: FileSystem
  private var isFinished = false

  /// Creates the temporary file; its folder must be there.
  ///
  /// - Parameters:
  ///   - size: the bytes that will be written.
  ///   - waits: whether to wait while another process writes the same file, or to throw.
  /// - Throws: `cannotCreate`; `inputOutput` where the disk has less than `size` bytes left.
  package init(
    _ path: String, size: Int, waits: Bool = false, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    self.path = path
    self.fileSystem = fileSystem
    temporary = path + ".temporary"
    let descriptor = try Self.lock(temporary, for: path, waits: waits, fileSystem)
    file = OutputFile(descriptor: descriptor.rawValue, path: path, on: fileSystem)
    do throws(Errno) {
      try fileSystem.resize(descriptor, to: 0)
    } catch {
      throw .writing(path, "emptying", error)
    }
    try FreeSpace.check(size, on: descriptor, for: path)
  }

  deinit {
    // What cannot be removed is overwritten by the next process that writes the file.
    if !isFinished { try? fileSystem.removeFile(temporary) }
  }

  /// Opens the temporary file under an exclusive lock.
  private static func lock(
    _ temporary: String, for path: String, waits: Bool, _ fileSystem: FileSystem
  ) throws(FileError) -> FileDescriptor {
    while true {
      let descriptor: FileDescriptor
      do throws(Errno) {
        descriptor = try fileSystem.open(temporary, [.create, .noFollow])
      } catch {
        throw .creating(path, error)
      }
      guard descriptor.lock(waits: waits) else {
        try? fileSystem.close(descriptor)
        throw .cannotCreate(path: path, reason: "another process is writing it")
      }
      // The process that held the lock may have moved the file to its place, or removed it.
      if isSame(descriptor, temporary) { return descriptor }
      try? fileSystem.close(descriptor)
    }
  }

  /// Whether the open file is the one that the path names.
  private static func isSame(_ descriptor: FileDescriptor, _ path: String) -> Bool {
    guard let opened = try? Stat(descriptor), let named = try? Stat(FilePath(path)) else {
      return false
    }
    return opened.inode == named.inode && opened.deviceID == named.deviceID
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try file.append(bytes)
  }

  /// Appends bytes.
  package func append(_ bytes: [UInt8]) throws(FileError) {
    try file.append(bytes)
  }

  /// Waits until the bytes are on the disk and moves the file to its place. To be called once.
  package func finish() throws(FileError) {
    try file.synchronize()
    do throws(Errno) {
      try fileSystem.rename(temporary, to: path)
    } catch {
      throw .creating(path, error)
    }
    isFinished = true
    try file.close()
    try Folder.synchronize(Folder.containing(path), on: fileSystem)
  }
}
