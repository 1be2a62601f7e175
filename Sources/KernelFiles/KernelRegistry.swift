/// Kernel files of which each one's needs are among them.
package struct KernelRegistry: Sendable {
  private var files: [String: KernelFile] = [:]
  /// The files of a program by the stem of its last one.
  private var programs: [String: [KernelFile]] = [:]

  /// - Throws: `KernelFileError` for two files of one stem, and for a need that is missing, circular or not
  ///   in the form of `KernelFile`.
  package init(_ files: [KernelFile]) throws(KernelFileError) {
    for file in files where self.files.updateValue(file, forKey: file.stem) != nil {
      throw .duplicate(file.stem)
    }
    for stem in stems { _ = try order(stem, neededBy: []) }
  }

  /// All stems, sorted.
  package var stems: [String] { files.keys.sorted() }

  package func file(_ stem: String) -> KernelFile? { files[stem] }

  /// A file after all that it needs, each of them once; nil where there is no such file.
  package func program(_ stem: String) -> [KernelFile]? { programs[stem] }

  private mutating func order(
    _ stem: String, neededBy path: [String]
  ) throws(KernelFileError) -> [KernelFile] {
    if let start = path.firstIndex(of: stem) { throw .circular(path[start...] + [stem]) }
    if let known = programs[stem] { return known }
    guard let file = files[stem] else { throw .missing(stem, neededBy: path.last ?? stem) }
    var ordered: [KernelFile] = []
    for need in try file.needs {
      for other in try order(need, neededBy: path + [stem]) where !ordered.contains(other) {
        ordered.append(other)
      }
    }
    ordered.append(file)
    programs[stem] = ordered
    return ordered
  }
}
