import Foundation

/// What went wrong with a file; `description` is one line for the user.
public enum ArrayFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The coarse kind that the command turns into its exit status.
  public enum Kind: Sendable {
    /// Exit status 66: a file or folder that is not there.
    case notFound
    /// Exit status 65: the content is not what it should be.
    case badData
    /// Exit status 73: an output cannot be created.
    case cannotCreate
    /// Exit status 74: reading or writing failed.
    case inputOutput
  }

  /// There is no such file or folder.
  case notFound(path: String)
  /// The content of a file contradicts its format.
  case badData(path: String, found: String, expected: String, advice: String)
  /// A file, folder or link cannot be created or replaced.
  case cannotCreate(path: String, reason: String)
  /// The disk, or the user's share of it, is full.
  case diskFull(path: String)
  /// Another failure of the operating system.
  case inputOutput(path: String, operation: String, reason: String)

  /// The kind of this error.
  public var kind: Kind {
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
    // Names that come out of a file may hold line breaks; an error stays one line.
    return String(String.UnicodeScalarView(line.unicodeScalars.map { $0.value < 32 ? "?" : $0 }))
  }

  /// The error for `errno` after an attempt to open or read an existing file.
  package static func reading(_ path: String, _ operation: String, code: Int32) -> ArrayFileError {
    switch code {
    case ENOENT, ENOTDIR: .notFound(path: path)
    default: .inputOutput(path: path, operation: operation, reason: reason(code))
    }
  }

  /// The error for `errno` after an attempt to create, rename or link.
  package static func creating(_ path: String, code: Int32) -> ArrayFileError {
    switch code {
    case ENOSPC, EDQUOT: .diskFull(path: path)
    case EIO: .inputOutput(path: path, operation: "creating", reason: reason(code))
    default: .cannotCreate(path: path, reason: reason(code))
    }
  }

  /// The error for `errno` after an attempt to write to an open file or to synchronise it.
  package static func writing(_ path: String, _ operation: String, code: Int32) -> ArrayFileError {
    switch code {
    case ENOSPC, EDQUOT: .diskFull(path: path)
    default: .inputOutput(path: path, operation: operation, reason: reason(code))
    }
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code))
  }
}
