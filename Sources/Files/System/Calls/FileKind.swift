import SystemPackage

/// The kind of what is at a path.
package enum FileKind: Sendable {
  case file, folder, link
  /// A device, a pipe or a socket.
  case special

  init(_ status: Stat) {
    self =
      switch status.type {
      case .regular: .file
      case .directory: .folder
      case .symbolicLink: .link
      default: .special
      }
  }

  /// What a path leads to; nil where nothing is there, or where that cannot be told.
  package static func of(_ path: String) -> FileKind? {
    do throws(Errno) {
      return FileKind(try Stat(FilePath(path)))
    } catch {
      // What is done with the path next fails for the same reason and says so.
      return nil
    }
  }

  /// What is at a path, not following a symbolic link; nil where nothing is there.
  package static func ofEntry(_ path: String) throws(FileError) -> FileKind? {
    do throws(Errno) {
      return FileKind(try Stat(FilePath(path), followTargetSymlink: false))
    } catch {
      switch error {
      case .noSuchFileOrDirectory, .notDirectory: return nil
      default: throw .reading(path, "reading", error)
      }
    }
  }
}
