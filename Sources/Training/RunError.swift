public import Compute
public import Files

/// What went wrong with a run's folder, a checkpoint or a file of weights; one line for the user.
public enum RunError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The coarse kind that the command turns into its exit status.
  public enum Kind: Sendable {
    /// Exit status 64: a setting that does not fit what is there.
    case usage
    /// Exit status 65: the content is not what it should be.
    case badData
    /// Exit status 66: a file or folder that is not there.
    case notFound
    /// Exit status 70: the device failed.
    case device
    /// Exit status 73: an output cannot be created.
    case cannotCreate
    /// Exit status 74: reading or writing failed.
    case inputOutput
  }

  /// A setting does not fit what is there.
  case usage(setting: String, found: String, expected: String, advice: String)
  /// A file or folder, with what is wrong with it.
  case file(ArrayFileError)
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
    _ body: () throws(ArrayFileError) -> Result
  ) throws(RunError) -> Result {
    do throws(ArrayFileError) {
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
