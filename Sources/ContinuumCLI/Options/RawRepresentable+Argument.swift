import Continuum

extension RawRepresentable where Self: CaseIterable, RawValue == String {
  /// Reads one of a few names from the command line.
  ///
  /// - Parameter setting: what it is the name of, for the message.
  /// - Throws: `RunError.usage` for an unknown one.
  init(argument: String, of setting: String) throws(RunError) {
    guard let known = Self(rawValue: argument) else {
      throw .usage(
        setting: setting, found: "'\(argument)'",
        expected: Self.allCases.map(\.rawValue).joined(separator: " or "),
        advice: "correct the name")
    }
    self = known
  }
}
