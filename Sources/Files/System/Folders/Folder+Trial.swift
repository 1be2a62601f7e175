import Foundation
import SystemPackage

extension Folder {
  /// Why no file can be created in a folder, or why it cannot be made if it is not there yet; nil where
  /// nothing is in the way.
  ///
  /// It is tried: permissions alone do not tell of read-only disks and of root. Nothing stays behind.
  package static func obstacle(
    toWritingIn path: String, on fileSystem: FileSystem = FileSystem()
  ) -> String? {
    var place = path
    while !isThere(place), containing(place) != place { place = containing(place) }
    let trial = "\(place)/.continuum-trial-\(UInt64.random(in: 0 ... .max))"
    do throws(Errno) {
      try fileSystem.createFolder(trial)
      try fileSystem.removeFolder(trial)
      return nil
    } catch {
      return error.description
    }
  }

  /// Whether there is a folder whose files can be read.
  package static func isReadable(_ path: String) -> Bool {
    FileKind.of(path) == .folder && access(path, R_OK | X_OK) == 0
  }

  /// Creates a folder in which only this user can do anything, or takes one that is there and like that.
  ///
  /// In a folder that all users share, another one may have put something else under its name.
  ///
  /// - Returns: whether there is such a folder now.
  package static func createPrivate(
    _ path: String, on fileSystem: FileSystem = FileSystem()
  ) -> Bool {
    do throws(Errno) {
      try fileSystem.createFolder(path, .ownerReadWriteExecute)
      return true
    } catch {
      guard error == .fileExists else { return false }
    }
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == getuid()
      && status.st_mode & 0o077 == 0 && obstacle(toWritingIn: path, on: fileSystem) == nil
  }

  /// Whether there is anything at a path, a link that leads nowhere included.
  private static func isThere(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }
}
