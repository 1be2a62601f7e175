import Files
import Foundation

/// Keeps a folder for one process, as long as the object lives and the process does.
final class FolderLock {
  private let descriptor: Int32

  /// - Throws: `RunError` of kind `cannotCreate` where another process, or another lock of this
  ///   one, has the folder.
  init(_ path: String) throws(RunError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .file(.creating(path, code: errno)) }
    // Where the file system has no locks there is nothing to wait for, and the run goes on.
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      close(descriptor)
      throw .file(.cannotCreate(path: path, reason: "another training run is using it"))
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
