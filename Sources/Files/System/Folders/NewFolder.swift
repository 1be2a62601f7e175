import SystemPackage

/// A folder that is filled under a temporary name and takes its place when complete.
///
/// The temporary folder, for example `PATH.rendering`, is locked while it is filled: the next
/// process removes what one that died has left, and two that live do not disturb each other. It is
/// removed with the last reference, unless `finish()` was called.
package final class NewFolder {
  /// What fills the folder, in the words of messages and of the temporary folder's name.
  package struct Activity: Sendable {
    let inProgress: String
    let done: String

    /// For example "rendering" and "rendered".
    package init(inProgress: String, done: String) {
      self.inProgress = inProgress
      self.done = done
    }
  }

  /// Where to write.
  package let temporary: String
  private let path: String
  private let activity: Activity
  // The file that marks a folder which may be replaced; nil where none may be.
  private let marker: String?
  private let descriptor: FileDescriptor
  private let fileSystem: FileSystem
  private var isFinished = false

  /// Creates the temporary folder and the folders above it.
  ///
  /// - Parameters:
  ///   - size: the bytes that will be written.
  ///   - marker: the file that marks a folder which may be replaced; nil where none may be.
  /// - Throws: `cannotCreate` where there is something at `path` already, or another process is at
  ///   work; `inputOutput` where the disk has too little space.
  package init(
    _ path: String, size: Int, by activity: Activity, replacing marker: String?,
    on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.path = trimmed
    self.activity = activity
    self.marker = marker
    self.fileSystem = fileSystem
    temporary = "\(trimmed).\(activity.inProgress)"
    try Self.checkPlace(trimmed, activity, marker: marker)
    try Folder.create(temporary, on: fileSystem)
    descriptor = try Self.lock(temporary, for: trimmed, activity, fileSystem)
    // From here on `deinit` removes the folder and closes it.
    removeFiles(of: temporary)
    guard Self.contents(of: temporary).isEmpty else {
      throw .cannotCreate(path: temporary, reason: "it holds files that cannot be removed")
    }
    try FreeSpace.check(size, on: descriptor, for: trimmed)
  }

  deinit {
    if !isFinished {
      removeFiles(of: temporary)
      // What cannot be removed is left to the next process.
      try? fileSystem.removeFolder(temporary)
    }
    descriptor.unlock()
    Folder.close(descriptor, on: fileSystem)
  }

  /// Writes a text file into the temporary folder, durably.
  package func write(_ text: String, to name: String) throws(FileError) {
    let bytes = Array(text.utf8)
    let file = try NewFile("\(temporary)/\(name)", size: bytes.count, on: fileSystem)
    try file.append(bytes)
    try file.finish()
  }

  /// Puts the folder in its place, durably. To be called once.
  package func finish() throws(FileError) {
    // Another program may have put something there meanwhile.
    try Self.checkPlace(path, activity, marker: marker)
    try Folder.synchronize(descriptor, temporary, on: fileSystem)
    let old = path + ".replaced"
    let replaces = marker != nil && !Self.contents(of: path).isEmpty
    if replaces {
      removeFiles(of: old)
      try Folder.move(path, to: old, on: fileSystem)
    }
    do throws(FileError) {
      try Folder.move(temporary, to: path, on: fileSystem)
    } catch {
      // The first error is the one to report.
      if replaces { try? fileSystem.rename(old, to: path) }
      throw error
    }
    isFinished = true
    try Folder.synchronize(Folder.containing(path), on: fileSystem)
    if replaces {
      removeFiles(of: old)
      // What is left costs space only.
      try? fileSystem.removeFolder(old)
    }
  }

  /// Refuses a place that holds anything but an empty folder or one that may be replaced.
  private static func checkPlace(
    _ path: String, _ activity: Activity, marker: String?
  ) throws(FileError) {
    guard let kind = FileKind.of(path) else { return }
    guard kind == .folder else {
      throw .cannotCreate(path: path, reason: "it exists and is not a folder")
    }
    let contents = contents(of: path)
    guard !contents.isEmpty else { return }
    guard let marker else {
      throw .cannotCreate(
        path: path, reason: "it exists and is not empty; choose another folder or ask to replace it"
      )
    }
    guard contents.contains(marker) else {
      throw .cannotCreate(
        path: path,
        reason: "it exists and has no file \(marker), so it was not \(activity.done) and is not "
          + "replaced; choose another folder")
    }
  }

  private static func contents(of folder: String) -> [String] {
    // A folder that cannot be read is taken for an empty one: renaming over it fails.
    (try? Folder.entries(folder)) ?? []
  }

  private static func lock(
    _ temporary: String, for path: String, _ activity: Activity, _ fileSystem: FileSystem
  ) throws(FileError) -> FileDescriptor {
    let descriptor: FileDescriptor
    do throws(Errno) {
      descriptor = try fileSystem.openFolder(temporary, .noFollow)
    } catch {
      throw .creating(temporary, error)
    }
    guard descriptor.lock() else {
      Folder.close(descriptor, on: fileSystem)
      throw .cannotCreate(path: path, reason: "another process is \(activity.inProgress) it")
    }
    return descriptor
  }

  /// Removes the files of a folder, as far as that is possible.
  private func removeFiles(of folder: String) {
    for name in Self.contents(of: folder) { try? fileSystem.removeFile("\(folder)/\(name)") }
  }
}
