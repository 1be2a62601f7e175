import Foundation
public import Testing

/// Runs the tests of a suite in a process of their own, beside all other tests.
///
/// pocl compiles under one lock per process, so that only several processes compile on all cores. Such a
/// process is this program again. It runs those tests of the suite that are selected here, and reports
/// their cases, issues and skips in the same place; the suite fails here if it fails there.
public struct OwnProcess: SuiteTrait, TestScoping {
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let arguments = CommandLine.arguments
    switch SuiteProcess(of: "\(test.id)", startedBy: arguments) {
    case .present:
      try await function()
    case .started:
      Self.endWithParent()
      try await function()
    case .other(let own):
      let end = try await Self.run(arguments[0], own)
      guard end != .exit(0) else { return }
      Issue.record(
        "the process of this suite, which reports above, ended with \(end)",
        sourceLocation: test.sourceLocation)
    }
  }

  /// How a process ended.
  private enum End: Equatable, CustomStringConvertible {
    case exit(Int32)
    case signal(Int32)

    var description: String {
      switch self {
      case .exit(let status): "status \(status)"
      case .signal(let signal): "signal \(signal)"
      }
    }
  }

  /// One of them at a time: beside the tests of this process a second one fills two cores, and more would
  /// only take memory.
  private static let line = DispatchQueue(label: "suites with processes of their own")

  private static func run(_ program: String, _ arguments: [String]) async throws -> End {
    try await withCheckedThrowingContinuation { ended in
      line.async {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = Pipe()
        do {
          try process.run()
        } catch {
          return ended.resume(throwing: error)
        }
        process.waitUntilExit()
        ended.resume(
          returning: process.terminationReason == .exit
            ? .exit(process.terminationStatus) : .signal(process.terminationStatus))
      }
    }
  }

  /// Ends this process when the one that holds the other end of its standard input is gone, as after
  /// Ctrl-C, which a terminal sends only to the first process.
  private static func endWithParent() {
    Thread.detachNewThread {
      _ = FileHandle.standardInput.readDataToEndOfFile()
      _exit(EXIT_FAILURE)
    }
  }
}

extension SuiteTrait where Self == OwnProcess {
  public static var ownProcess: OwnProcess { OwnProcess() }
}
