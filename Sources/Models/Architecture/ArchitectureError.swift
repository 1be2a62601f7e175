/// An architecture that is not well formed, or that does not fit its data; one line for the user.
public struct ArchitectureError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file; nil for an architecture that was made in Swift.
  public let path: String?
  /// The line of the file, from 1.
  public let line: Int?
  /// The key, or the layer such as `encoder.conv2`; nil for the file as a whole.
  public let subject: String?
  public let found: String
  public let expected: String
  /// What to do.
  public let advice: String

  init(
    path: String?, line: Int?, subject: String?, found: String, expected: String, advice: String
  ) {
    self.path = path
    self.line = line
    self.subject = subject
    self.found = found
    self.expected = expected
    self.advice = advice
  }

  public var description: String {
    let place = [path, line.map { "line \($0)" }, subject].compactMap { $0 }
    let text = (place + ["found \(found), expected \(expected); \(advice)"])
      .joined(separator: ": ")
    // Text that comes out of a file may hold line breaks; an error stays one line.
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? "?" : $0 }))
  }
}
