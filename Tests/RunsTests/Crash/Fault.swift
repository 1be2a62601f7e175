import Files
import SystemPackage

/// What goes wrong at one call.
enum Fault: CaseIterable, Sendable {
  /// The call fails and is not made; later ones are.
  case diskFull, inputOutputError, notPermitted
  /// All calls from this one on fail that take space.
  case diskStaysFull
  /// All calls from this one on fail.
  case diskStaysBroken
  /// A signal arrives before the call is made.
  case interrupted
  /// The call writes half of the bytes.
  case shortWrite

  /// Faults that no run may notice.
  var isInvisible: Bool { self == .interrupted || self == .shortWrite }

  /// Whether calls after the first one fail too.
  var stays: Bool { self == .diskStaysFull || self == .diskStaysBroken }

  /// The error with which a call fails; nil where it is made.
  func error(of call: FileCall) -> Errno? {
    switch self {
    case .diskFull: .noSpace
    case .inputOutputError, .diskStaysBroken: .ioError
    case .notPermitted: .notPermitted
    case .interrupted: .interrupted
    case .shortWrite: nil
    case .diskStaysFull:
      switch call.kind {
      case .close, .removeFile, .removeFolder: nil
      default: .noSpace
      }
    }
  }
}
