import Foundation

/// A failure of the operating system that came as an error of Foundation, as one line for the user.
///
/// The library has errors of its own; this is for what passes by them.
struct SystemError: Error, CustomStringConvertible {
  let description: String
  let status: ExitStatus

  /// Nil for an error that is not Foundation's.
  init?(_ error: any Error) {
    switch error {
    case let error as CocoaError:
      let path = error.filePath ?? error.url?.path
      let reason = (error.underlying as? POSIXError).map(Self.reason)
      // From 256 to 511 are the codes of reading.
      let isReading = 256...511 ~= error.code.rawValue
      let action = isReading ? "cannot be read" : "cannot be written"
      description = "\(path ?? "a file"): \(action)" + (reason.map { ": \($0)" } ?? "")
      status = isReading ? .inputOutput : .cannotCreate
    case let error as POSIXError:
      description = "the operating system: \(Self.reason(error))"
      status = .inputOutput
    default: return nil
    }
  }

  private static func reason(_ error: POSIXError) -> String {
    String(cString: strerror(error.code.rawValue))
  }
}
