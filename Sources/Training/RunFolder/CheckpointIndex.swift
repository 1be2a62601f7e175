import Files

/// `index.json`: which checkpoint of a run is the last one, and which the best.
package struct CheckpointIndex: Codable, Sendable, Equatable {
  static let fileName = "index.json"
  /// The version of the file's format that this program writes and reads.
  static let formatVersion = 1

  /// A folder, for example `step-8`.
  package var last: String
  /// A folder; nil where no checkpoint was chosen as the best.
  package var best: String?

  init(last: String, best: String?) {
    self.last = last
    self.best = best
  }

  /// Reads the file; nil where there is none.
  ///
  /// - Throws: `RunError` of kind `badData` for a newer format and for a damaged file, `inputOutput`.
  init?(at file: String) throws(RunError) {
    try FormatVersion.refuseNewer(file, than: Self.formatVersion)
    do throws(FileError) {
      self = try JSONFile.read(Self.self, from: file)
    } catch {
      guard error.kind == .notFound else { throw .file(error) }
      return nil
    }
  }

  /// The folder of a link; nil where there is none.
  func name(of link: CheckpointStore.Link) -> String? {
    switch link {
    case .last: last
    case .best: best
    }
  }

  private enum CodingKeys: String, CodingKey {
    case format, last, best
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    last = try container.decode(String.self, forKey: .last)
    best = try container.decodeIfPresent(String.self, forKey: .best)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.formatVersion, forKey: .format)
    try container.encode(last, forKey: .last)
    // A missing best is written as null, not left out.
    try container.encode(best, forKey: .best)
  }
}
