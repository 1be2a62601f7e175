import Foundation
import SystemPackage

/// What is done with folders: making, listing, moving, removing.
package enum Folder {
  /// Creates a folder and the folders above it, durably; one that is there already is kept.
  package static func create(
    _ path: String, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    if let kind = FileKind.of(path) {
      guard kind == .folder else {
        throw .cannotCreate(path: path, reason: "it exists and is not a folder")
      }
      return
    }
    let above = containing(path)
    if above != path, above != "." { try create(above, on: fileSystem) }
    do throws(Errno) {
      try fileSystem.createFolder(path)
    } catch {
      // Another process may have created it meanwhile, which is as good.
      if error != .fileExists { throw .creating(path, error) }
    }
    try synchronize(above, on: fileSystem)
  }

  /// Creates a folder where there must be nothing yet; its place is not made durable.
  package static func createNew(
    _ path: String, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    do throws(Errno) {
      try fileSystem.createFolder(path)
    } catch {
      throw .creating(path, error)
    }
  }

  /// Moves a folder by one rename; its place is not made durable.
  package static func move(
    _ path: String, to target: String, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    do throws(Errno) {
      try fileSystem.rename(path, to: target)
    } catch {
      throw .creating(target, error)
    }
  }

  /// Makes the entries of a folder durable: new files, renames and removals.
  package static func synchronize(
    _ path: String, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    let folder: FileDescriptor
    do throws(Errno) {
      folder = try fileSystem.openFolder(path)
    } catch {
      throw .reading(path, "opening", error)
    }
    defer { close(folder, on: fileSystem) }
    try synchronize(folder, path, on: fileSystem)
  }

  static func synchronize(
    _ folder: FileDescriptor, _ path: String, on fileSystem: FileSystem
  ) throws(FileError) {
    do throws(Errno) {
      try fileSystem.synchronize(folder)
    } catch {
      // Some file systems cannot synchronise a folder and say EINVAL.
      if error != .invalidArgument { throw .writing(path, "synchronising", error) }
    }
  }

  /// The names in a folder, sorted; none where there is no such folder.
  package static func entries(_ path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else {
      let error = Errno.last
      if error == .noSuchFileOrDirectory { return [] }
      throw .reading(path, "reading", error)
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Removes a folder with its content, a file or a link; what is not there is no error.
  package static func remove(
    _ path: String, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    guard let kind = try FileKind.ofEntry(path) else { return }
    if kind == .folder {
      for name in try entries(path) { try remove(path + "/" + name, on: fileSystem) }
    }
    do throws(Errno) {
      if kind == .folder {
        try fileSystem.removeFolder(path)
      } else {
        try fileSystem.removeFile(path)
      }
    } catch {
      if error != .noSuchFileOrDirectory { throw .writing(path, "removing", error) }
    }
  }

  /// Whether files can be created in a folder.
  package static func checkWritable(_ path: String) throws(FileError) {
    guard access(path, W_OK | X_OK) == 0 else { throw .creating(path, .last) }
  }

  /// The target of a symbolic link; nil where there is none.
  package static func linkTarget(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    return count < 0
      ? nil : String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The folder that holds `path`: "a/b" → "a", "b" → ".", "/b" → "/".
  package static func containing(_ path: String) -> String {
    let folder = FilePath(path).removingLastComponent()
    return folder.isEmpty ? "." : folder.string
  }

  static func close(_ folder: FileDescriptor, on fileSystem: FileSystem) {
    // Nothing is written through a folder's descriptor.
    try? fileSystem.close(folder)
  }
}
