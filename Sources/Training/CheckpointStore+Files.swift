public import Execution
import Files
import Foundation
public import Graphs

extension CheckpointStore {
  /// Loads the weights of a checkpoint into an executor, for evaluation and prediction.
  ///
  /// Every parameter and statistic among `variables` must be there, none may be extra, and shapes
  /// agree; nothing changes where this throws.
  ///
  /// - Throws: `RunError` of kind `notFound` where there is no such link, `badData` with the
  ///   tensor's name, `inputOutput` or `device`.
  @discardableResult
  public func loadWeights(
    _ link: Link, into executor: any Executor, variables: [Variable]
  ) throws(RunError) -> Checkpoint.State {
    guard let checkpoint = try checkpoint(link) else {
      throw .file(.notFound(path: path(of: link)))
    }
    let file = try VariableFile(at: checkpoint.path + "/" + Checkpoint.File.model)
    try executor.set(try file.values(of: variables.ofModel))
    return checkpoint.state
  }

  /// The links that name a folder.
  func links(to name: String) -> [Link] {
    Link.allCases.filter { target(of: $0) == name }
  }

  /// Removes checkpoints that no link names, and what saves that were cut off have left.
  func removeUnnamed() throws(RunError) {
    let named = Set(Link.allCases.compactMap(target))
    for name in try Folder.entries(path) where Self.owns(name) && !named.contains(name) {
      if Link(rawValue: name) == nil { try remove(path + "/" + name) }
    }
    try RunError.files { () throws(ArrayFileError) in try AtomicFile.synchronizeFolder(path) }
  }

  /// Removes every checkpoint and link; other files in the folder stay.
  func removeAll() throws(RunError) {
    let names = try Folder.entries(path).filter(Self.owns)
    // Links first: a link that leads nowhere would be an error, none is a run without checkpoint.
    for name in names where Link(rawValue: name) != nil { try remove(path + "/" + name) }
    for name in names where Link(rawValue: name) == nil { try remove(path + "/" + name) }
  }

  /// Removes a folder with its content, a file or a link; what is not there is no error.
  func remove(_ path: String) throws(RunError) {
    try Folder.remove(path)
  }

  /// Whether a name in the folder is one that saves give.
  private static func owns(_ name: String) -> Bool {
    Link(rawValue: name) != nil || name.hasPrefix("step-") || name.hasPrefix(".tmp-step-")
      || Link.allCases.contains {
        name.hasPrefix($0.rawValue + ".") && name.hasSuffix(".temporary")
      }
  }

  private func target(of link: Link) -> String? {
    // Not there and not a link both mean that it names nothing.
    try? FileManager.default.destinationOfSymbolicLink(atPath: path(of: link))
  }
}

/// What runs do with folders.
enum Folder {
  /// The names in a folder, sorted; none where there is no such folder.
  static func entries(_ path: String) throws(RunError) -> [String] {
    guard let folder = opendir(path) else {
      if errno == ENOENT { return [] }
      throw .file(.reading(path, "reading", code: errno))
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
  static func remove(_ path: String) throws(RunError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in try entries(path) { try remove(path + "/" + name) }
    }
    guard Foundation.remove(path) == 0 || errno == ENOENT else {
      throw .file(.writing(path, "removing", code: errno))
    }
  }
}
