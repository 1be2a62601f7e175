import Foundation
import SystemPackage

/// Durable writing: a reader sees the old file or the complete new one, also after a power cut.
package enum AtomicFile {
  /// Writes bytes to `path`, replacing what is there.
  ///
  /// The bytes go to a temporary file in the same folder, which is synchronised, renamed to `path`,
  /// and made durable by synchronising the folder. A symbolic link to a file is followed.
  ///
  /// - Parameter durably: whether to synchronise; without, a power cut may leave the old file, the
  ///   new one, or part of it.
  package static func write(
    _ bytes: [UInt8], to path: String, durably: Bool = true,
    on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    try write(to: path, durably: durably, on: fileSystem) { (file) throws(FileError) in
      try file.append(bytes)
    }
  }

  /// Writes text as UTF-8 to `path`, as `write(_:to:on:)` does for bytes.
  package static func write(
    _ text: String, to path: String, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    try write(Array(text.utf8), to: path, on: fileSystem)
  }

  /// Writes what `body` appends to `path`; nothing changes there when `body` throws.
  package static func write(
    to path: String, durably: Bool = true, on fileSystem: FileSystem = FileSystem(),
    _ body: (OutputFile) throws(FileError) -> Void
  ) throws(FileError) {
    let target = try destination(path)
    let (descriptor, temporary) = try createTemporary(nextTo: target) { (name) throws(Errno) in
      try fileSystem.open(name, [.create, .exclusiveCreate])
    }
    let file = OutputFile(descriptor: descriptor.rawValue, path: path, on: fileSystem)
    do throws(FileError) {
      try body(file)
      if durably { try file.synchronize() }
      try file.close()
      try move(temporary, to: target, path: path, fileSystem)
    } catch {
      // The first error is the one to report; what stays has a temporary file's name.
      try? fileSystem.removeFile(temporary)
      throw error
    }
    if durably { try Folder.synchronize(Folder.containing(target), on: fileSystem) }
  }

  /// Points the symbolic link at `path` to `target` by one rename, so that it is never missing.
  ///
  /// `target` is stored as it is given (relative to the folder of the link). What is at `path`
  /// must be a symbolic link or nothing.
  package static func replaceSymbolicLink(
    at path: String, target: String, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    if let kind = try FileKind.ofEntry(path), kind != .link {
      throw .cannotCreate(path: path, reason: "it exists and is not a symbolic link")
    }
    let temporary = try createTemporary(nextTo: path) { (name) throws(Errno) in
      try fileSystem.createLink(at: name, to: target)
    }.name
    do throws(FileError) {
      try move(temporary, to: path, path: path, fileSystem)
    } catch {
      try? fileSystem.removeFile(temporary)
      throw error
    }
    try Folder.synchronize(Folder.containing(path), on: fileSystem)
  }

  private static func move(
    _ temporary: String, to target: String, path: String, _ fileSystem: FileSystem
  ) throws(FileError) {
    do throws(Errno) {
      try fileSystem.rename(temporary, to: target)
    } catch {
      throw .creating(path, error)
    }
  }

  /// The file to replace: `path`, or the file that a symbolic link there leads to.
  private static func destination(_ path: String) throws(FileError) -> String {
    guard let kind = FileKind.of(path) else { return path }
    // Renaming onto a device or a pipe would replace it by a file.
    guard kind == .file else {
      let what = kind == .folder ? "a folder" : "not a regular file"
      throw .cannotCreate(path: path, reason: "it exists and is \(what)")
    }
    guard let resolved = realpath(path, nil) else { throw .creating(path, .last) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The name of the file for which a temporary file of this name was made; nil for other names.
  package static func target(ofTemporary name: String) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 3, parts.last == "temporary",
      parts.dropLast().suffix(2).allSatisfy({ UInt($0) != nil })
    else { return nil }
    return parts.dropLast(3).joined(separator: ".")
  }

  /// Calls `create` with names next to `path` until one is free.
  static func createTemporary<Result>(
    nextTo path: String, _ create: (String) throws(Errno) -> Result
  ) throws(FileError) -> (result: Result, name: String) {
    // The process ID separates processes; the attempt's number separates threads, and skips what a
    // process that died has left.
    for attempt in 0..<10_000 {
      let name = "\(path).\(getpid()).\(attempt).temporary"
      do throws(Errno) {
        return (try create(name), name)
      } catch {
        if error != .fileExists { throw .creating(path, error) }
      }
    }
    throw .cannotCreate(path: path, reason: "10000 temporary files are beside it already")
  }
}
