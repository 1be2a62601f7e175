/// The coarse kind of an error.
public enum ErrorKind: Sendable {
  /// A file or folder that is not there.
  case notFound
  /// Content that is not what it should be.
  case badData
  /// A setting that does not fit what is there.
  case usage
  /// The device failed.
  case device
  /// A file or folder that cannot be created.
  case cannotCreate
  /// Reading or writing failed.
  case inputOutput
}

/// An error that has a coarse kind.
public protocol ClassifiedError: Error {
  var kind: ErrorKind { get }
}
