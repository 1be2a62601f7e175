import Foundation
import Testing

/// What a finished command has left.
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

/// The built command beside the tests.
enum Command {
  // The test program lies beside the command in the build folder.
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

  /// Starts the command; `CONTINUUM_DATA` is unset unless given.
  static func start(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    input: String = ""
  ) throws -> Running {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    var all = ProcessInfo.processInfo.environment
    all["CONTINUUM_DATA"] = nil
    process.environment = all.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    return try Running(process, input: input)
  }
}

/// A command that has been started; its words go to files, so that no pipe can fill up.
final class Running {
  let process: Process
  private let folder: URL

  init(_ process: Process, input: String) throws {
    self.process = process
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("continuum-words-\(UUID().uuidString)")
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

  /// What has been written to standard output so far.
  func output() throws -> String { try words("output") }

  func finish() throws -> Finished {
    process.waitUntilExit()
    return Finished(
      status: process.terminationStatus, output: try words("output"), errors: try words("errors"))
  }

  private func words(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }
}

/// A folder that exists while `body` runs.
func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("continuum-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer {
    do { try FileManager.default.removeItem(at: folder) } catch {
      Issue.record("\(folder.path) could not be removed: \(error)")
    }
  }
  try body(folder.path)
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
