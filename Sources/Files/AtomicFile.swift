import Foundation

/// Durable writing: a reader sees the old file or the complete new one, also after a power cut.
public enum AtomicFile {
  /// Writes bytes to `path`, replacing what is there.
  ///
  /// The bytes go to a temporary file beside it, which is synchronised, renamed to `path`, and made
  /// durable by synchronising the folder. A symbolic link to a file is followed.
  public static func write(_ bytes: [UInt8], to path: String) throws(ArrayFileError) {
    try write(to: path) { (file) throws(ArrayFileError) in try file.append(bytes) }
  }

  /// Writes text as UTF-8 to `path`, as `write(_:to:)` does for bytes.
  public static func write(_ text: String, to path: String) throws(ArrayFileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes what `body` appends to `path`; nothing changes there when `body` throws.
  public static func write(
    to path: String, _ body: (OutputFile) throws(ArrayFileError) -> Void
  ) throws(ArrayFileError) {
    let target = try destination(path)
    let (descriptor, temporary) = try createTemporary(beside: target)
    let file = OutputFile(descriptor: descriptor, path: path)
    do throws(ArrayFileError) {
      try body(file)
      try file.finish()
      guard rename(temporary, target) == 0 else { throw .creating(path, code: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronizeFolder(parent(of: target))
  }

  /// Points the symbolic link at `path` to `target` by one rename, so that it is never missing.
  ///
  /// `target` is stored as it is given (relative to the folder of the link). What stands at `path`
  /// must be a symbolic link or nothing.
  public static func replaceSymbolicLink(
    at path: String, target: String
  ) throws(ArrayFileError) {
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFLNK {
      throw .cannotCreate(path: path, reason: "it exists and is not a symbolic link")
    }
    let temporary = try attemptNames(beside: path) { symlink(target, $0) }.name
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw .creating(path, code: code)
    }
    try synchronizeFolder(parent(of: path))
  }

  /// Creates a folder and the folders above it, durably; one that is there already is kept.
  public static func createFolder(_ path: String) throws(ArrayFileError) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw .cannotCreate(path: path, reason: "it exists and is not a folder")
      }
      return
    }
    let above = parent(of: path)
    if above != path, above != "." { try createFolder(above) }
    // Another process may have created it meanwhile, which is as good.
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .creating(path, code: errno) }
    try synchronizeFolder(above)
  }

  /// Makes the entries of a folder durable: new files, renames and removals.
  public static func synchronizeFolder(_ path: String) throws(ArrayFileError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .reading(path, "opening", code: errno) }
    defer { close(descriptor) }
    // Some file systems have no notion of synchronising a folder and say EINVAL.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw .writing(path, "synchronising", code: errno)
    }
  }

  /// The folder that holds `path`: "a/b" → "a", "b" → ".", "/b" → "/".
  static func parent(of path: String) -> String {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    guard let slash = trimmed.lastIndex(of: "/") else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// The file to replace: `path`, or the file that a symbolic link there leads to.
  private static func destination(_ path: String) throws(ArrayFileError) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return path }
    // Renaming onto a device or a pipe would replace it by a file.
    guard status.st_mode & S_IFMT == S_IFREG else {
      let what = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "not a regular file"
      throw .cannotCreate(path: path, reason: "it exists and is \(what)")
    }
    guard let resolved = realpath(path, nil) else { throw .creating(path, code: errno) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func createTemporary(
    beside path: String
  ) throws(ArrayFileError) -> (descriptor: Int32, name: String) {
    let made = try attemptNames(beside: path) {
      open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    return (made.result, made.name)
  }

  /// Calls `create` with names beside `path` until one is free.
  private static func attemptNames(
    beside path: String, _ create: (String) -> Int32
  ) throws(ArrayFileError) -> (result: Int32, name: String) {
    // The process number keeps processes apart; the number tried keeps threads apart, and skips
    // what a process that died has left.
    for attempt in 0..<10_000 {
      let name = "\(path).\(getpid()).\(attempt).temporary"
      let result = create(name)
      if result >= 0 { return (result, name) }
      if errno != EEXIST, errno != EINTR { throw .creating(path, code: errno) }
    }
    throw .cannotCreate(path: path, reason: "10000 temporary files are beside it already")
  }
}
