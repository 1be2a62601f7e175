import Foundation

/// A file that is written under a temporary name and takes its place complete or not at all.
///
/// The temporary file is `PATH.temporary`, locked while it is written: what a process that died has
/// left is written over by the next one, and two that live do not disturb each other.
package final class NewFile {
  /// The place that the file takes.
  let path: String
  private let temporary: String
  private var descriptor: Int32

  /// Creates the temporary file; its folder must be there.
  ///
  /// - Parameter waits: whether to wait while another process writes the same file, or to throw.
  /// - Throws: `cannotCreate`; `inputOutput` where the disk has less than `size` bytes left.
  package init(_ path: String, size: Int, waits: Bool = false) throws(DatasetError) {
    self.path = path
    temporary = path + ".temporary"
    descriptor = try Self.lock(temporary, for: path, waits: waits)
    // A descriptor that `deinit` will close: all is initialised from here on.
    guard ftruncate(descriptor, 0) == 0 else { throw failure("emptying") }
    try FreeSpace.check(size, on: descriptor, for: path)
  }

  deinit {
    guard descriptor >= 0 else { return }
    unlink(temporary)
    close(descriptor)
  }

  /// Opens the temporary file under an exclusive lock.
  private static func lock(
    _ temporary: String, for path: String, waits: Bool
  ) throws(DatasetError) -> Int32 {
    while true {
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
      guard descriptor >= 0 else {
        throw .cannotCreate(path: path, reason: String(cString: strerror(errno)))
      }
      var result: Int32
      repeat {
        result = flock(descriptor, waits ? LOCK_EX : LOCK_EX | LOCK_NB)
      } while result != 0 && errno == EINTR
      // Where the file system has no locks there is nothing to wait for.
      if result != 0, errno == EWOULDBLOCK {
        close(descriptor)
        throw .cannotCreate(path: path, reason: "another process is writing it")
      }
      // The one that held the lock may have moved the file to its place, or removed it.
      var (opened, named) = (stat(), stat())
      if fstat(descriptor, &opened) == 0, stat(temporary, &named) == 0,
        opened.st_ino == named.st_ino, opened.st_dev == named.st_dev
      {
        return descriptor
      }
      close(descriptor)
    }
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(DatasetError) {
    guard let base = bytes.baseAddress else { return }
    var done = 0
    while done < bytes.count {
      let count = Foundation.write(descriptor, base + done, bytes.count - done)
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw failure("writing")
      }
    }
  }

  /// Waits until the bytes are on the disk and moves the file to its place. To be called once.
  package func finish() throws(DatasetError) {
    guard fsync(descriptor) == 0 else { throw failure("synchronising") }
    guard rename(temporary, path) == 0 else {
      throw .cannotCreate(path: path, reason: String(cString: strerror(errno)))
    }
    let result = close(descriptor)
    descriptor = -1
    guard result == 0 else { throw failure("closing") }
    try Self.synchronizeFolder(of: path)
  }

  /// Makes the new name of a file or folder durable.
  package static func synchronizeFolder(of path: String) throws(DatasetError) {
    func failure() -> DatasetError {
      .inputOutput(
        path: path, operation: "synchronising the folder", reason: String(cString: strerror(errno)))
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    // Some file systems have no notion of synchronising a folder and say EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure() }
  }

  private func failure(_ operation: String) -> DatasetError {
    .inputOutput(path: path, operation: operation, reason: String(cString: strerror(errno)))
  }
}
