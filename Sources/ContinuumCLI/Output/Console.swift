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
    try write(line + "\n")
  }

  /// Prints the command's document where JSON was asked for, else `text`.
  func print(_ document: some Encodable, text: @autoclosure () -> String) throws {
    guard isJSON else { return try print(text()) }
    try Self.write(try JSONDocument.text(document) + "\n", to: .standardOutput)
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

  /// Prints a document as one line of JSON.
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

  private static func write(_ text: String, to stream: FileHandle) throws(OutputError) {
    do {
      try stream.write(contentsOf: Data(text.utf8))
    } catch {
      throw OutputError(reason: error.localizedDescription)
    }
  }
}

/// Standard output or standard error could not be written to.
struct OutputError: Error, CustomStringConvertible {
  let reason: String

  var description: String { "standard output: writing failed: \(reason)" }
}
