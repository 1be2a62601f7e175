import Continuum

/// A value on the command line that its option does not take.
///
/// The argument parser puts its own words before an error's text; a mark shows where that text begins.
struct OptionValueError: Error, CustomStringConvertible {
  private static let mark: Character = "\u{1F}"

  let reason: RunError

  var description: String { "\(Self.mark)\(OptionAdvice.line(for: reason))" }

  /// The line of an error of this type in the parser's message; nil for other errors.
  static func line(in message: String) -> String? {
    message.firstIndex(of: mark).map { String(message[message.index(after: $0)...]) }
  }
}
