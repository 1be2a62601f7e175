public import Files

/// What went wrong with a data set; `description` is one line for the user.
public enum DatasetError: ClassifiedError, Equatable, Sendable, CustomStringConvertible {
  /// A file or folder of the data set is not there; the advice says where it was looked for.
  case notFound(path: String, advice: String)
  /// A folder, or what stands in its place, does not hold the files of the data set.
  case noFiles(path: String, found: String, expected: String, advice: String)
  /// The content of a file contradicts its format.
  case badData(path: String, found: String, expected: String, advice: String)
  /// A setting does not fit the data.
  case usage(setting: String, found: String, expected: String)
  /// A file cannot be read or written.
  case file(FileError)

  /// The kind of this error.
  public var kind: ErrorKind {
    switch self {
    case .notFound, .noFiles: .notFound
    case .badData: .badData
    case .usage: .usage
    case .file(let error): error.kind
    }
  }

  public var description: String { text.onOneLine }

  private var text: String {
    switch self {
    case .notFound(let path, let advice):
      "\(path): no such file or folder; \(advice)"
    case .noFiles(let path, let found, let expected, let advice),
      .badData(let path, let found, let expected, let advice):
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
}

extension DatasetError: FileErrorWrapper {}
