import Continuum
import Foundation

/// Where a command's output goes: with `--json`, standard output is for the one document only.
struct Console {
  let isJSON: Bool

  /// The stream for people.
  private var stream: FileHandle { isJSON ? .standardError : .standardOutput }

  /// Whether the stream for people is a terminal, on which a line can be drawn over.
  var isTerminal: Bool { isatty(stream.fileDescriptor) == 1 }

  /// The terminal's width, 80 where it does not say.
  var columns: Int {
    var size = winsize()
    let isKnown = ioctl(stream.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  /// Prints a line for people.
  func print(_ line: String) throws(OutputError) {
    try Self.ignoringClosedPipe { () throws(OutputError) in try write(line + "\n") }
  }

  /// Prints the command's document where JSON was asked for, else `text`.
  func print(_ document: some Encodable, text: @autoclosure () -> String) throws {
    guard isJSON else { return try print(text()) }
    let text = try JSONDocument.text(document) + "\n"
    try Self.ignoringClosedPipe { () throws(OutputError) in
      try Self.write(text, to: .standardOutput)
    }
  }

  /// Shows how work proceeds, then prints its result.
  func print<Result: Encodable>(
    resultOf work: ((RunEvent) -> Void) throws -> Result, text: (Result) -> String
  ) throws {
    let display = ProgressDisplay(self)
    defer { display.clear() }
    let result = try work(display.show)
    display.clear()
    try print(result, text: text(result))
  }

  /// Prints a document as one line of JSON; a reader that has left is an error here.
  func printLine(_ document: some Encodable) throws {
    try Self.write(try JSONDocument.line(document) + "\n", to: .standardOutput)
  }

  /// Writes to the stream for people as it is.
  func write(_ text: String) throws(OutputError) {
    try Self.write(text, to: stream)
  }

  /// One line on standard error: line breaks, as in a compiler's log, become bars.
  static func printError(_ message: String) {
    let line = message.split(whereSeparator: \.isNewline).joined(separator: " | ")
    // Where even standard error is closed, the exit status still tells.
    try? FileHandle.standardError.write(contentsOf: Data("continuum: \(line)\n".utf8))
  }

  /// One line on standard error about what a command goes on without.
  static func printWarning(_ message: String) { printError("warning: \(message)") }

  /// One line on standard error that is neither an error nor a warning.
  static func printNote(_ message: String) { printError(message) }

  /// A reader that has left, such as `head`, has read what it wanted.
  private static func ignoringClosedPipe(
    _ body: () throws(OutputError) -> Void
  ) throws(OutputError) {
    do throws(OutputError) {
      try body()
    } catch {
      guard error.isClosedPipe else { throw error }
    }
  }

  private static func write(_ text: String, to stream: FileHandle) throws(OutputError) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.write(stream.fileDescriptor, $0.baseAddress, $0.count)
      }
      guard count >= 0 else {
        let code = errno
        if code == EINTR { continue }
        throw OutputError(
          reason: String(cString: strerror(code)), isClosedPipe: code == EPIPE)
      }
      rest = rest.dropFirst(count)
    }
  }
}

/// Standard output or standard error could not be written to.
struct OutputError: Error, CustomStringConvertible {
  let reason: String
  /// Whether the output is a pipe that nobody reads any more.
  let isClosedPipe: Bool

  var description: String { "standard output: writing failed: \(reason)" }
}
