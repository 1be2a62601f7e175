package import Files

/// The folder of a run: `config.json`, `place.json`, `environment.json`, `labels.json`,
/// `fingerprint.json`, `metrics.csv`, `results.json`, `checkpoints/` and `images/`; `watch.csv`, `fault.json`
/// and `fault/` where there is something to say.
///
/// A folder is a run where its `config.json` carries this program's mark. Other files in it, such as
/// logs, are left alone; a folder that has one of these names without being a run is refused.
public final class RunDirectory {
  /// What to do where a run exists already.
  public enum Opening: Sendable, Hashable {
    /// Refuse.
    case new
    /// Resume it; where there is none, begin one.
    case resume
    /// Remove it and start afresh.
    case overwrite
  }

  /// A JSON file of the run.
  public enum Document: String, Sendable, CaseIterable {
    /// Where the data are, and on which device the run goes on.
    case place = "place.json"
    /// What distinguishes the data from others of the same size.
    case fingerprint = "fingerprint.json"
    case environment = "environment.json"
    case labels = "labels.json"
    case results = "results.json"
    /// The step whose loss was not finite, with what repeats it.
    case fault = "fault.json"
    /// What a model must know of one's own data.
    case data = "data.json"
    /// Means and standard deviations of the channels of sequences.
    case statistics = "statistics.json"
  }

  public let path: String
  /// Whether the run was there before; its `config.json` is then unchanged.
  public let isResumed: Bool
  package let fileSystem: FileSystem
  private let lock: FolderLock?

  /// Opens the folder of a training run, creating it where it is missing.
  ///
  /// `config.json` is written first, so that an interrupted start can be repeated. As long as the
  /// object lives, no other process can open the run for training.
  ///
  /// What a run needs of its folder is tried, so that it does not fail after the first epoch.
  ///
  /// - Throws: `RunError` of kind `usage` where a run is there and `opening` is `new`, `cannotCreate`
  ///   where something else has a name that a run needs, the folder is in use, or cannot be written
  ///   to, `badData` for a run of a newer format, `inputOutput`.
  public convenience init(
    at path: String, _ opening: Opening, configuration: some Encodable
  ) throws(RunError) {
    try self.init(at: path, opening, configuration: configuration, on: FileSystem())
  }

  package init(
    at path: String, _ opening: Opening, configuration: some Encodable, on fileSystem: FileSystem
  ) throws(RunError) {
    self.path = path
    self.fileSystem = fileSystem
    lock = try RunError.files { () throws(FileError) in
      try Folder.create(path, on: fileSystem)
      try Folder.checkWritable(path)
      return try FolderLock(path, user: "another training run", on: fileSystem)
    }
    let content = try Content(of: path)
    switch (content, opening) {
    case (.other(let name), _):
      throw .file(
        .cannotCreate(path: path, reason: "it holds '\(name)' and is not the folder of a run"))
    case (.run, .new):
      throw .usage(
        setting: "run", found: "a run at \(path)", expected: "a new folder",
        advice: "resume it, overwrite it, or choose another folder")
    case (.run, .resume):
      isResumed = true
      try tryOut()
      // What cannot be removed is in nobody's way.
      try? Self.removeLeftOvers(of: path, on: fileSystem)
    case (.run, .overwrite):
      isResumed = false
      try tryOut()
      try Self.removeRun(at: path, on: fileSystem)
      try save(configuration: configuration)
    case (.free, _):
      isResumed = false
      try? Self.removeLeftOvers(of: path, on: fileSystem)
      try save(configuration: configuration)
      do throws(RunError) {
        try tryOut()
      } catch {
        // No run has begun; the first error is the one to report.
        try? Self.removeRun(at: path, on: fileSystem)
        throw error
      }
    }
  }

  /// Opens the folder of a run for reading.
  ///
  /// - Throws: `RunError` of kind `notFound` where there is no run, `badData` where `config.json`
  ///   is not one of this program.
  public init(reading path: String) throws(RunError) {
    self.path = path
    fileSystem = FileSystem()
    isResumed = true
    lock = nil
    try Self.checkMark(path)
  }

  /// The checkpoints of the run.
  public var checkpoints: CheckpointStore {
    CheckpointStore(path + "/checkpoints", on: fileSystem) { _ in }
  }

  /// The file `metrics.csv` of the run.
  public var metrics: MetricsLog { MetricsLog(at: path + "/metrics.csv", on: fileSystem) }

  /// The file `watch.csv` of the run.
  public var watch: WatchLog { WatchLog(at: path + "/" + WatchLog.fileName, on: fileSystem) }

  /// The checkpoint before the step that `fault.json` describes, in the folder `fault`.
  package var fault: CheckpointStore {
    CheckpointStore(path + "/" + Self.faultName, on: fileSystem) { _ in }
  }

  /// The path of a picture in `images/`, a folder that is created where it is missing.
  public func image(_ name: String) throws(RunError) -> String {
    let folder = path + "/images"
    try RunError.files { () throws(FileError) in try Folder.create(folder, on: fileSystem) }
    return folder + "/" + name
  }

  /// Reads `config.json`.
  ///
  /// - Throws: `RunError` of kind `badData` that names the key, `notFound` or `inputOutput`.
  public func configuration<Configuration: Decodable>(
    as type: Configuration.Type
  ) throws(RunError) -> Configuration {
    try Self.checkMark(path)
    return try Self.read(type, from: path + "/" + Self.configurationName)
  }

  /// Writes `config.json`, for example with a larger number of epochs.
  ///
  /// - Precondition: the configuration encodes itself as keys and values, without a key `format`.
  public func save(configuration: some Encodable) throws(RunError) {
    try RunError.files { () throws(FileError) in
      try JSONFile.write(
        Marked(configuration: configuration), to: path + "/" + Self.configurationName,
        on: fileSystem)
    }
  }

  /// Writes one of the run's JSON files, replacing the one before.
  public func save(_ value: some Encodable, as document: Document) throws(RunError) {
    try RunError.files { () throws(FileError) in
      try JSONFile.write(value, to: path + "/" + document.rawValue, on: fileSystem)
    }
  }

  /// Removes one of the run's JSON files, if it is there.
  package func remove(_ document: Document) throws(RunError) {
    try RunError.files { () throws(FileError) in
      try Folder.remove(path + "/" + document.rawValue, on: fileSystem)
    }
  }

  /// Reads one of the run's JSON files; nil where it is not there.
  public func read<Value: Decodable>(
    _ document: Document, as type: Value.Type
  ) throws(RunError) -> Value? {
    do throws(RunError) {
      return try Self.read(type, from: path + "/" + document.rawValue)
    } catch {
      guard error.kind == .notFound else { throw error }
      return nil
    }
  }

  static let configurationName = "config.json"
  static let faultName = "fault"

  /// Checks that `config.json` is there and was written by this program.
  private static func checkMark(_ path: String) throws(RunError) {
    let file = path + "/" + configurationName
    let mark = try read(Mark.self, from: file)
    guard mark.format != Mark.current else { return }
    guard !mark.isOfAnotherVersion else {
      throw FormatVersion.refusal(
        of: file, found: "'\(mark.format ?? "")'", current: "'\(Mark.current)'")
    }
    throw .file(
      .badData(
        path: file, found: mark.format.map { "format '\($0)'" } ?? "no 'format'",
        expected: "format '\(Mark.current)'", advice: "give the folder of a run"))
  }

  private static func read<Value: Decodable>(
    _ type: Value.Type, from file: String
  ) throws(RunError) -> Value {
    try RunError.files { () throws(FileError) in try JSONFile.read(type, from: file) }
  }

  /// Whether a folder holds a run: its `config.json` carries the mark.
  ///
  /// - Throws: `RunError` of kind `badData` for a run of another version.
  static func isRun(_ path: String) throws(RunError) -> Bool {
    do throws(RunError) {
      try checkMark(path)
      return true
    } catch {
      let mark = try? read(Mark.self, from: path + "/" + configurationName)
      if mark?.isOfAnotherVersion == true { throw error }
      // Not there, not readable, not of this program: in each case not a run to touch.
      return false
    }
  }
}

/// The mark that distinguishes a run's `config.json` from other programs' files of that name.
private struct Mark: Codable {
  private static let program = "continuum run "
  static let current = program + "1"

  var format: String?

  /// Whether it is a run's mark, of a version that this program does not know.
  var isOfAnotherVersion: Bool {
    format != Self.current && format?.hasPrefix(Self.program) == true
  }
}

/// A configuration with the mark among its own keys.
private struct Marked<Configuration: Encodable>: Encodable {
  let configuration: Configuration

  func encode(to encoder: any Encoder) throws {
    try configuration.encode(to: encoder)
    try Mark(format: Mark.current).encode(to: encoder)
  }
}
