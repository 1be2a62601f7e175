public import Compute
public import Files

/// What went wrong with a run's folder, a checkpoint or a file of weights; one line for the user.
public enum RunError: ClassifiedError, Equatable, Sendable, CustomStringConvertible {
  /// A setting does not fit what is there.
  case usage(setting: String, found: String, expected: String, advice: String)
  /// A file or folder cannot be read or written.
  case file(FileError)
  /// Reading or writing variables failed on the device.
  case device(ComputeError)

  /// The kind of this error.
  public var kind: ErrorKind {
    switch self {
    case .usage: .usage
    case .device: .device
    case .file(let error): error.kind
    }
  }

  public var description: String {
    switch self {
    case .usage(let setting, let found, let expected, let advice):
      // A setting may come out of a file.
      "\(setting): found \(found), expected \(expected); \(advice)".onOneLine
    case .file(let error): error.description
    case .device(let error): error.description
    }
  }

  /// Runs `body`, turning its error into this type.
  static func device<Result>(
    _ body: () throws(ComputeError) -> Result
  ) throws(RunError) -> Result {
    do throws(ComputeError) {
      return try body()
    } catch {
      throw .device(error)
    }
  }
}

extension RunError: FileErrorWrapper {}
