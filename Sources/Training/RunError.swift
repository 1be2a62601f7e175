public import Compute
public import Files

/// What went wrong with a run's folder, a checkpoint or a file of weights; one line for the user.
public enum RunError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The coarse kind of an error.
  public enum Kind: Sendable {
    /// A setting that does not fit what is there.
    case usage
    /// Content that is not what it should be.
    case badData
    /// A file or folder that is not there.
    case notFound
    /// The device failed.
    case device
    /// An output cannot be created.
    case cannotCreate
    /// Reading or writing failed.
    case inputOutput
  }

  /// A setting does not fit what is there.
  case usage(setting: String, found: String, expected: String, advice: String)
  /// A file or folder cannot be read or written.
  case file(FileError)
  /// Reading or writing variables failed on the device.
  case device(ComputeError)

  /// The kind of this error.
  public var kind: Kind {
    switch self {
    case .usage: .usage
    case .device: .device
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
    case .usage(let setting, let found, let expected, let advice):
      "\(setting): found \(found), expected \(expected); \(advice)"
    case .file(let error): error.description
    case .device(let error): error.description
    }
  }

  /// Runs `body`, turning its error into this type.
  static func files<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(RunError) -> Result {
    do throws(FileError) {
      return try body()
    } catch {
      throw .file(error)
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
