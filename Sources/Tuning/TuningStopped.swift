/// A signal ended the search; the record holds what was measured before.
public struct TuningStopped: Error, Sendable, CustomStringConvertible {
  /// The record's file.
  public let path: String?
  public let done: Int
  public let of: Int?

  public var description: String {
    "\(path ?? "tuning"): interrupted after \(done) of \(of.map { "\($0)" } ?? "the") operations, "
      + "which are kept; the same command goes on with the others"
  }
}
