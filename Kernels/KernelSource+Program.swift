package import KernelFiles

extension KernelSource {
  /// A program for a compiler: the prelude and the source's files, with a `#line` before each of them, so
  /// that messages name the file and its own line.
  ///
  /// - Parameter registry: files that replace the embedded ones of their stems.
  package func program(from registry: KernelRegistry? = nil) -> String {
    let own = registry?.program(stem) ?? files.flatMap { registry?.program($0.stem) ?? [$0] }
    let prelude = registry?.program(Self.prelude.stem) ?? Self.prelude.files
    var stems: Set<String> = []
    return (prelude + own).filter { stems.insert($0.stem).inserted }
      .map { "#line 1 \"\($0.stem).cl\"\n\($0.text)" }.joined(separator: "\n")
  }
}
