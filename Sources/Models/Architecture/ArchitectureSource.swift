/// Where a file describes the parts of an architecture. All sources are equal, so that only what is
/// described counts in comparisons.
package struct ArchitectureSource: Sendable, Hashable {
  /// The file's path; nil for an architecture that was made in Swift.
  package var path: String?
  var lines: [String: Int] = [:]

  package static func == (first: ArchitectureSource, second: ArchitectureSource) -> Bool { true }

  package func hash(into hasher: inout Hasher) {}
}

extension ArchitectureSource {
  /// An error about a key that stands at the top of the file.
  func error(
    _ key: String, found: String, expected: String, advice: String
  ) -> ArchitectureError {
    ArchitectureError(
      path: path, line: lines[key], subject: key, found: found, expected: expected,
      advice: advice)
  }
}
