package import Files
package import Graphs

/// The user's tuning record of one device, as it is stored in its file.
package struct TuningFile: Codable, Sendable {
  /// What was measured of one operation.
  package struct Measurement: Codable, Sendable, Hashable {
    /// Milliseconds of one execution with the choices before, and with those after.
    package var before: Double
    package var after: Double
    /// Candidates that were tried, and those of them that were refused.
    package var candidates: Int
    package var refused: Int
    /// The candidates tried, where the search was not complete: the next one tries the others.
    package var tried: [[String: Int]]?

    package init(
      before: Double, after: Double, candidates: Int, refused: Int, tried: [[String: Int]]?
    ) {
      self.before = before
      self.after = after
      self.candidates = candidates
      self.refused = refused
      self.tried = tried
    }

    /// Whether every candidate was tried.
    package var isComplete: Bool { tried == nil }

    private enum CodingKeys: String, CodingKey {
      case candidates, refused, tried
      case before = "before_milliseconds"
      case after = "after_milliseconds"
    }
  }

  /// What marks the file as a tuning record, with the version of its format.
  private static let currentFormat = "continuum tuning 1"
  /// A choice is the size of a tile, a number of split-K slices or a switch.
  private static let allowedChoices = 0...65_536

  private var format = currentFormat
  /// The library's version that wrote the file, for people.
  private var version = Version.current
  package let device: String
  package let driver: String
  package let deviceClass: String
  /// Choices by operation; an empty one replaces what the library ships by the operation's own rule.
  package var entries: [String: [String: Int]] = [:]
  /// The implementation that each operation was measured with.
  package var implementations: [String: String] = [:]
  package var measurements: [String: Measurement] = [:]

  package init(device: String, driver: String, deviceClass: String) {
    self.device = device
    self.driver = driver
    self.deviceClass = deviceClass
  }

  package var record: TuningRecord {
    TuningRecord(entries: entries, implementations: implementations)
  }

  /// Reads and checks a file; nil where there is none.
  ///
  /// Keys that no operation of this version reads are kept and have no effect.
  ///
  /// - Throws: `FileError` of kind `badData` with what is wrong, or `inputOutput`.
  package init?(at path: String) throws(FileError) {
    func refusal(_ found: String, _ expected: String) -> FileError {
      .badData(
        path: path, found: found, expected: expected,
        advice: "remove the file; continuum tune makes a new one")
    }
    do throws(FileError) {
      self = try JSONFile.read(TuningFile.self, from: path)
    } catch {
      switch error {
      case .notFound: return nil
      case .badData(_, let found, _, _): throw refusal(found, "a tuning record")
      default: throw error
      }
    }
    guard format == Self.currentFormat else {
      throw refusal("format '\(format)'", "format '\(Self.currentFormat)'")
    }
    for (key, choices) in entries.sorted(by: { $0.key < $1.key }) {
      for (choice, value) in choices where !Self.allowedChoices.contains(value) {
        throw refusal(
          "\(choice) \(value) for '\(key)'",
          "a choice from \(Self.allowedChoices.lowerBound) to \(Self.allowedChoices.upperBound)")
      }
    }
  }

  /// Writes the file by one rename, so that a reader finds the old file or the new one.
  ///
  /// - Throws: `FileError` of kind `cannotCreate` or `inputOutput`.
  package func write(to path: String) throws(FileError) {
    var file = self
    file.version = Version.current
    try JSONFile.write(file, to: path)
  }

  private enum CodingKeys: String, CodingKey {
    case format, version, device, driver, entries, implementations, measurements
    case deviceClass = "device_class"
  }
}
