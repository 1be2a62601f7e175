import Foundation
package import SystemPackage

/// The calls of the operating system.
package struct SystemCalls: FileCalls {
  package init() {}

  package func perform(_ call: FileCall) throws(Errno) -> Int {
    switch call {
    case .open(let path, let access, let options, let permissions):
      return try Errno.only {
        Int(
          try FileDescriptor.open(
            FilePath(path), access, options: options, permissions: permissions
          ).rawValue)
      }
    case .write(let bytes, let file, nil):
      return try Errno.only { try file.write(bytes) }
    case .write(let bytes, let file, let offset?):
      return try Errno.only { try file.write(toAbsoluteOffset: Int64(offset), bytes) }
    case .resize(let file, let size):
      return try check { ftruncate(file.rawValue, off_t(size)) }
    case .synchronize(let descriptor):
      return try check { fsync(descriptor.rawValue) }
    case .close(let descriptor):
      return try check { close(descriptor.rawValue) }
    case .rename(let path, let target):
      return try check { rename(path, target) }
    case .createLink(let path, let target):
      return try check { symlink(target, path) }
    case .createFolder(let path, let permissions):
      return try check { mkdir(path, permissions.rawValue) }
    case .removeFile(let path):
      return try check { unlink(path) }
    case .removeFolder(let path):
      return try check { rmdir(path) }
    }
  }

  /// Calls a C function that returns -1 where it fails.
  private func check(_ function: () -> Int32) throws(Errno) -> Int {
    guard function() == 0 else { throw .last }
    return 0
  }
}
