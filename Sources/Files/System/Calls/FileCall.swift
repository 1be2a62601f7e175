package import SystemPackage

/// A system call that changes the disk, or opens what is going to be changed.
package enum FileCall {
  /// Opens a file or folder; the result is its descriptor.
  case open(
    String, FileDescriptor.AccessMode, FileDescriptor.OpenOptions, FilePermissions)
  /// Writes some of the bytes at the file's own offset, or at a given one; the result is how many.
  case write(UnsafeRawBufferPointer, to: FileDescriptor, at: Int?)
  case resize(FileDescriptor, to: Int)
  /// Waits until the content of a file, or the names in a folder, are on the disk.
  case synchronize(FileDescriptor)
  case close(FileDescriptor)
  case rename(String, to: String)
  case createLink(String, target: String)
  case createFolder(String, FilePermissions)
  case removeFile(String)
  case removeFolder(String)

  /// A call without what it is about.
  package enum Kind: Sendable {
    case open, write, resize, synchronize, close, rename, createLink, createFolder, removeFile
    case removeFolder
  }

  package var kind: Kind {
    switch self {
    case .open: .open
    case .write: .write
    case .resize: .resize
    case .synchronize: .synchronize
    case .close: .close
    case .rename: .rename
    case .createLink: .createLink
    case .createFolder: .createFolder
    case .removeFile: .removeFile
    case .removeFolder: .removeFolder
    }
  }
}
