/// How a loaded plan's launches reach the device.
public enum Submission: Sendable, Hashable, CustomStringConvertible {
  /// As one recording, submitted by one call.
  case recorded
  /// One by one; the reason says why they are not recorded.
  case separate(reason: String)
  /// Not at all: the host computes them itself.
  case host

  /// Which of the two an executor chooses.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// What suits the kind of device.
    case automatic
    /// A recording wherever one is possible.
    case recorded
    /// Separate launches.
    case separate
  }

  public var description: String {
    switch self {
    case .recorded: "as one recording"
    case .separate(let reason): "separate launches: \(reason)"
    case .host: "on the host"
    }
  }
}
