import Files
import Foundation

/// The folders where a process keeps what it can make again: the library's and pocl's, each tried before
/// its first use.
///
/// What cannot be written is replaced by a folder below `TMPDIR`, which only this user can use. Of
/// kernels and measured choices that can at least be read, the old place is kept: a container may bring
/// them along on a read-only disk.
package struct CacheFolders: Sendable {
  /// The library's folders.
  package let directory: CacheDirectory
  /// What `POCL_CACHE_DIR` has to be before OpenCL is loaded; nil where it can stay as it is.
  package let pocl: String?
  /// One line that says what cannot be written, why, and what is done instead; nil where nothing is wrong.
  package let warning: String?

  /// - Parameter environment: variables of the environment by name.
  package init(environment: [String: String]) {
    var directory = CacheDirectory(environment: environment)
    let original = directory
    let parts = [\CacheDirectory.kernels, \.tuning, \.datasets]
    var refused: [WritableKeyPath<CacheDirectory, String?>] = []
    var reason: String?
    for part in parts {
      guard let path = original[keyPath: part],
        let obstacle = Folder.obstacle(toWritingIn: path)
      else { continue }
      refused.append(part)
      reason = reason ?? obstacle
    }
    let (poclFolder, mustBeSet) = Self.poclFolder(environment)
    let poclObstacle = Folder.obstacle(toWritingIn: poclFolder)
    guard let reason = reason ?? poclObstacle else {
      (self.directory, pocl, warning) = (original, mustBeSet ? poclFolder : nil, nil)
      return
    }
    let readable = refused.filter { part in
      part != \.datasets && original[keyPath: part].map(Folder.isReadable) ?? false
    }
    let moved = refused.filter { !readable.contains($0) }
    var remedies: [String] = []
    var temporary: String?
    if !moved.isEmpty || poclObstacle != nil {
      temporary = Self.temporaryFolder(environment)
      remedies.append(temporary.map { "\($0) is used instead" } ?? "nothing is kept there")
    }
    let replacement = CacheDirectory(temporary)
    for part in moved { directory[keyPath: part] = replacement[keyPath: part] }
    if !readable.isEmpty {
      remedies.append("what it has of kernels and measured choices is used, and nothing is added")
    }
    self.directory = directory
    pocl =
      if poclObstacle != nil, let temporary { "\(temporary)/pocl" } else {
        mustBeSet ? poclFolder : nil
      }
    var paths =
      refused.count == parts.count
      ? [original.path].compactMap { $0 } : refused.compactMap { original[keyPath: $0] }
    if poclObstacle != nil { paths.append(poclFolder) }
    warning =
      "\(paths.joined(separator: " and ")) cannot be written (\(reason)); "
      + remedies.joined(separator: "; ")
  }

  /// Where pocl keeps compiled kernels, and whether the variable must be set to it.
  ///
  /// Tried with pocl 3.1: an empty `POCL_CACHE_DIR` ends the process, and with a relative one there is no
  /// device. An empty one is taken for none here, a relative one for a folder below the current one.
  package static func poclFolder(_ environment: [String: String]) -> (path: String, mustBeSet: Bool)
  {
    let given = environment["POCL_CACHE_DIR"]
    if let given, !given.isEmpty {
      let isAbsolute = given.hasPrefix("/")
      return (isAbsolute ? given : URL(fileURLWithPath: given).path, !isAbsolute)
    }
    let path =
      if let base = environment["XDG_CACHE_HOME"], !base.isEmpty {
        "\(base)/pocl/kcache"
      } else if let home = environment["HOME"] {
        "\(home)/.cache/pocl/kcache"
      } else {
        "/tmp/pocl/kcache"
      }
    return (path, given != nil)
  }

  /// A folder for this user below `TMPDIR`, else below `/tmp`, the same for every process; nil where
  /// there can be none.
  private static func temporaryFolder(_ environment: [String: String]) -> String? {
    let given = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let folder = "\(given ?? "/tmp")/continuum-\(getuid())"
    return Folder.createPrivate(folder) ? folder : nil
  }
}
