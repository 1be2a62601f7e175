/// What went wrong with a file or folder; `description` is one line for the user.
public enum FileError: ClassifiedError, Equatable, Sendable, CustomStringConvertible {
  /// There is no such file or folder.
  case notFound(path: String)
  /// The content of a file contradicts its format.
  case badData(path: String, found: String, expected: String, advice: String)
  /// A file, folder or link cannot be created or replaced.
  case cannotCreate(path: String, reason: String)
  /// The disk is full, or the user's quota on it is used up.
  case diskFull(path: String)
  /// Another failure of the operating system.
  case inputOutput(path: String, operation: String, reason: String)

  /// The kind of this error.
  public var kind: ErrorKind {
    switch self {
    case .notFound: .notFound
    case .badData: .badData
    case .cannotCreate: .cannotCreate
    case .diskFull, .inputOutput: .inputOutput
    }
  }

  public var description: String {
    let line =
      switch self {
      case .notFound(let path):
        "\(path): no such file or folder; check the path"
      case .badData(let path, let found, let expected, let advice):
        "\(path): found \(found), expected \(expected); \(advice)"
      case .cannotCreate(let path, let reason):
        "\(path): cannot create: \(reason); choose another place or change its permissions"
      case .diskFull(let path):
        "\(path): no space left on the disk; free some space or choose another place"
      case .inputOutput(let path, let operation, let reason):
        "\(path): \(operation) failed: \(reason)"
      }
    return line.onOneLine
  }
}
