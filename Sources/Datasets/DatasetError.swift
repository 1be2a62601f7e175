/// What went wrong with a data set; `description` is one line for the user.
public enum DatasetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The coarse kind that the command turns into its exit status.
  public enum Kind: Sendable {
    /// Exit status 66: a file or folder that is not there.
    case notFound
    /// Exit status 65: the content is not what it should be.
    case badData
    /// Exit status 64: a setting that does not fit the data.
    case usage
    /// Exit status 73: a file or folder that cannot be made.
    case cannotCreate
    /// Exit status 74: reading or writing failed.
    case inputOutput
  }

  /// A file or folder is not there; the message says where it was looked for.
  case notFound(path: String, advice: String)
  /// The content of a file contradicts its format.
  case badData(path: String, found: String, expected: String, advice: String)
  /// A setting does not fit the data.
  case usage(setting: String, found: String, expected: String)
  /// A file or folder cannot be made.
  case cannotCreate(path: String, reason: String)
  /// A failure of the operating system.
  case inputOutput(path: String, operation: String, reason: String)

  /// The kind of this error.
  public var kind: Kind {
    switch self {
    case .notFound: .notFound
    case .badData: .badData
    case .usage: .usage
    case .cannotCreate: .cannotCreate
    case .inputOutput: .inputOutput
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
    case .cannotCreate(let path, let reason):
      "\(path): cannot be created: \(reason)"
    case .inputOutput(let path, let operation, let reason):
      "\(path): \(operation) failed: \(reason)"
    }
  }

  /// Advice for a file whose bytes are wrong.
  static let fetchAgain = "download the file again and compare its checksum"
}
