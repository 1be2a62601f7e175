import Foundation
import Testing

/// The status and output of a finished command.
struct Finished {
  let status: Int32
  let output: String
  let errors: String

  /// The lines on standard error.
  var errorLines: [Substring] { errors.split(separator: "\n") }

  /// The JSON document on standard output.
  func json() throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
    return try #require(value as? [String: Any])
  }
}

/// The built command, in the folder of the test program.
enum Command {
  static let path = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appendingPathComponent("continuum").path

  /// Runs the command to its end.
  static func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    input: String = ""
  ) throws -> Finished {
    let process = try start(arguments, in: folder, environment: environment, input: input)
    return try process.finish()
  }

  /// Starts the command, or a program that does; `CONTINUUM_DATA` is unset unless given.
  static func start(
    program: String = path, _ arguments: [String], in folder: String? = nil,
    environment: [String: String] = [:], input: String = ""
  ) throws -> Running {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    var all = ProcessInfo.processInfo.environment
    all["CONTINUUM_DATA"] = nil
    process.environment = all.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    return try Running(process, input: input)
  }
}

/// A command that has been started; its output goes to files, so that no pipe can fill up.
final class Running {
  let process: Process
  private let folder: URL

  init(_ process: Process, input: String) throws {
    self.process = process
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("continuum-output-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["output", "errors"] {
      try Data().write(to: folder.appendingPathComponent(name))
    }
    process.standardOutput = try FileHandle(
      forWritingTo: folder.appendingPathComponent("output"))
    process.standardError = try FileHandle(
      forWritingTo: folder.appendingPathComponent("errors"))
    let inputFile = folder.appendingPathComponent("input")
    try Data(input.utf8).write(to: inputFile)
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    try process.run()
  }

  deinit {
    // A folder that stays in the temporary place fails no test.
    try? FileManager.default.removeItem(at: folder)
  }

  /// Standard output so far.
  func output() throws -> String { try text("output") }

  func finish() throws -> Finished {
    process.waitUntilExit()
    return Finished(
      status: process.terminationStatus, output: try text("output"), errors: try text("errors"))
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }
}

/// Checks that a command failed with one line on standard error that holds certain words.
func expectFailure(
  _ finished: Finished, _ status: Int32, _ words: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(finished.status == status, "\(finished.errors)", sourceLocation: sourceLocation)
  let last = String(finished.errorLines.last ?? "")
  #expect(last.hasPrefix("continuum: "), "\(finished.errors)", sourceLocation: sourceLocation)
  for word in words {
    #expect(last.contains(word), "\(finished.errors)", sourceLocation: sourceLocation)
  }
}
