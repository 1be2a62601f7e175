import Datasets
import Foundation

/// A folder that is filled under a temporary name and takes its place complete or not at all.
///
/// The temporary folder is `PATH.rendering`, locked while it is filled: what a process that died has
/// left is removed by the next one, and two that live do not disturb each other. It is removed with
/// the last reference, unless `finish()` was called.
final class NewFolder {
  /// Where to write.
  let temporary: String
  private let path: String
  // The file by which a folder that may be replaced is recognised; nil where none may be.
  private let marker: String?
  private var descriptor: Int32

  /// Creates the temporary folder and the folders above it.
  ///
  /// - Parameters:
  ///   - size: the bytes that will be written.
  ///   - replacing: the file by which a folder that may be replaced is recognised; nil where none
  ///     may be.
  /// - Throws: `cannotCreate` where there is something at `path` already, or another process is at
  ///   work; `inputOutput` where the disk has too little space.
  init(_ path: String, size: Int, replacing marker: String?) throws(DatasetError) {
    var trimmed = path
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.path = trimmed
    self.marker = marker
    temporary = trimmed + ".rendering"
    try Self.checkPlace(trimmed, marker: marker)
    do {
      try FileManager.default.createDirectory(
        atPath: temporary, withIntermediateDirectories: true)
    } catch {
      throw .cannotCreate(path: temporary, reason: Self.reason(error))
    }
    descriptor = try Self.lock(temporary, for: trimmed)
    try empty()
    try FreeSpace.check(size, on: descriptor, for: trimmed)
  }

  deinit {
    guard descriptor >= 0 else { return }
    removeFiles(of: temporary)
    rmdir(temporary)
    close(descriptor)
  }

  /// Writes a text file into the temporary folder, durably.
  func write(_ text: String, to name: String) throws(DatasetError) {
    var text = text
    let file = try NewFile("\(temporary)/\(name)", size: text.utf8.count)
    let result = text.withUTF8 { bytes in
      Result { () throws(DatasetError) in try file.append(UnsafeRawBufferPointer(bytes)) }
    }
    try result.get()
    try file.finish()
  }

  /// Puts the folder in its place, durably. To be called once.
  func finish() throws(DatasetError) {
    // Somebody may have put something there meanwhile.
    try Self.checkPlace(path, marker: marker)
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw .inputOutput(path: temporary, operation: "synchronising", reason: Self.reason(errno))
    }
    let old = path + ".replaced"
    let replaces = marker != nil && !Self.contents(of: path).isEmpty
    if replaces {
      removeFiles(of: old)
      guard rename(path, old) == 0 else {
        throw .cannotCreate(path: old, reason: Self.reason(errno))
      }
    }
    guard rename(temporary, path) == 0 else {
      let code = errno
      if replaces { rename(old, path) }
      throw .cannotCreate(path: path, reason: Self.reason(code))
    }
    close(descriptor)
    descriptor = -1
    try NewFile.synchronizeFolder(of: path)
    if replaces {
      removeFiles(of: old)
      rmdir(old)
    }
  }

  /// Refuses a place where there is anything but an empty folder or one that may be replaced.
  private static func checkPlace(_ path: String, marker: String?) throws(DatasetError) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
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
        reason: "it exists and has no file \(marker), so it was not rendered and is not replaced; "
          + "choose another folder")
    }
  }

  private static func contents(of folder: String) -> [String] {
    // A folder that cannot be read holds something for all we know, and renaming will tell.
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  private static func lock(_ temporary: String, for path: String) throws(DatasetError) -> Int32 {
    let descriptor = open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { throw .cannotCreate(path: temporary, reason: reason(errno)) }
    // Where the file system has no locks there is nothing to wait for.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(descriptor)
      throw .cannotCreate(path: path, reason: "another process is rendering it")
    }
    return descriptor
  }

  /// Removes what a process that died has left.
  private func empty() throws(DatasetError) {
    removeFiles(of: temporary)
    guard Self.contents(of: temporary).isEmpty else {
      throw .cannotCreate(path: temporary, reason: "it holds files that cannot be removed")
    }
  }

  private func removeFiles(of folder: String) {
    for name in Self.contents(of: folder) { unlink("\(folder)/\(name)") }
  }

  private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

  private static func reason(_ error: any Error) -> String {
    "\(error.localizedDescription)".replacing("\n", with: " ")
  }
}
