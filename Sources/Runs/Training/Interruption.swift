/// A signal stopped the run; a checkpoint holds what was done.
public struct Interruption: Error, Sendable, CustomStringConvertible {
  /// The run's folder.
  public let run: String
  /// The steps done.
  public let step: Int

  public var description: String {
    "\(run): interrupted after step \(step), which is saved; resume the run to go on from there"
  }
}
