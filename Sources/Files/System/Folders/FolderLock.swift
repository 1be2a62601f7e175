import SystemPackage

/// Keeps a folder for one process, as long as the object lives and the process does.
package final class FolderLock: Sendable {
  private let descriptor: FileDescriptor
  private let fileSystem: FileSystem

  /// - Parameter user: who else may have the folder, for the message: "another training run".
  /// - Throws: `cannotCreate` where another process, or another lock of this one, has the folder.
  package init(
    _ path: String, user: String, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    self.fileSystem = fileSystem
    do throws(Errno) {
      descriptor = try fileSystem.openFolder(path)
    } catch {
      throw .creating(path, error)
    }
    guard descriptor.lock() else {
      throw .cannotCreate(path: path, reason: "\(user) is using it")
    }
  }

  deinit {
    descriptor.unlock()
    Folder.close(descriptor, on: fileSystem)
  }
}
