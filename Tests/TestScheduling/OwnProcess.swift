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
      let process = Process()
      process.executableURL = URL(fileURLWithPath: arguments[0])
      process.arguments = own
      process.standardInput = Pipe()
      try await Self.run(process)
      guard process.terminationReason != .exit || process.terminationStatus != 0 else { return }
      let end = process.terminationReason == .exit ? "status" : "signal"
      Issue.record(
        "the process of this suite, which reports above, ended with \(end) \(process.terminationStatus)",
        sourceLocation: test.sourceLocation)
    }
  }

  private static func run(_ process: Process) async throws {
    try await withCheckedThrowingContinuation { (end: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in end.resume() }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        end.resume(throwing: error)
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
