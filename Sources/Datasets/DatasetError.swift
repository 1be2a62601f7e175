public import Files

/// What went wrong with a data set; `description` is one line for the user.
public enum DatasetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The coarse kind of an error.
  public enum Kind: Sendable {
    /// A file or folder that is not there.
    case notFound
    /// Content that is not what it should be.
    case badData
    /// A setting that does not fit the data.
    case usage
    /// A file or folder that cannot be created.
    case cannotCreate
    /// Reading or writing failed.
    case inputOutput
  }

  /// A file or folder of the data set is not there; the advice says where it was looked for.
  case notFound(path: String, advice: String)
  /// The content of a file contradicts its format.
  case badData(path: String, found: String, expected: String, advice: String)
  /// A setting does not fit the data.
  case usage(setting: String, found: String, expected: String)
  /// A file cannot be read or written.
  case file(FileError)

  /// The kind of this error.
  public var kind: Kind {
    switch self {
    case .notFound: .notFound
    case .badData: .badData
    case .usage: .usage
    case .file(let error):
      switch error.kind {
      case .notFound: .notFound
      case .badData: .badData
      case .cannotCreate: .cannotCreate
      case .inputOutput: .inputOutput
      }
    }
  }

  public var description: String {
    switch self {
    case .notFound(let path, let advice):
      "\(path): no such file or folder; \(advice)"
    case .badData(let path, let found, let expected, let advice):
      "\(path): found \(found), expected \(expected); \(advice)"
    case .usage(let setting, let found, let expected):
      "\(setting): found \(found), expected \(expected)"
    case .file(.cannotCreate(let path, let reason)):
      "\(path): cannot be created: \(reason)"
    case .file(.diskFull(let path)): "\(path): writing failed: No space left on device"
    case .file(let error): error.description
    }
  }

  /// Advice for a file whose bytes are wrong.
  static let fetchAgain = "download the file again and compare its checksum"

  /// Runs `body`, turning its error into this type.
  package static func files<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(DatasetError) -> Result {
    do throws(FileError) {
      return try body()
    } catch {
      throw .file(error)
    }
  }
}
