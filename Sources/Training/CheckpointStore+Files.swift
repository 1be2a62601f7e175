public import Execution
import Files
public import Graphs

extension CheckpointStore {
  /// Loads the weights of a checkpoint into an executor, for evaluation and prediction.
  ///
  /// Every parameter and statistic among `variables` must be there, none may be extra, and shapes
  /// must agree; nothing changes where this throws.
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

  /// Removes checkpoints that no link names, and what interrupted saves have left.
  func removeUnnamed() throws(RunError) {
    let named = Set(Link.allCases.compactMap(target))
    try RunError.files { () throws(FileError) in
      for name in try Folder.entries(path) where Self.owns(name) && !named.contains(name) {
        if Link(rawValue: name) == nil { try Folder.remove(path + "/" + name, on: fileSystem) }
      }
      try Folder.synchronize(path, on: fileSystem)
    }
  }

  /// Removes every checkpoint and link; other files in the folder stay.
  func removeAll() throws(RunError) {
    try RunError.files { () throws(FileError) in
      let names = try Folder.entries(path).filter(Self.owns)
      // Links first: a link that leads nowhere is an error, no link is a run without checkpoint.
      for isLink in [true, false] {
        for name in names where (Link(rawValue: name) != nil) == isLink {
          try Folder.remove(path + "/" + name, on: fileSystem)
        }
      }
    }
  }

  /// Whether a save creates entries of this name.
  private static func owns(_ name: String) -> Bool {
    Link(rawValue: name) != nil || name.hasPrefix("step-") || name.hasPrefix(".tmp-step-")
      || Link.allCases.contains {
        name.hasPrefix($0.rawValue + ".") && name.hasSuffix(".temporary")
      }
  }

  private func target(of link: Link) -> String? {
    Folder.linkTarget(path(of: link))
  }
}
