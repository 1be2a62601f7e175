import Dispatch
public import Testing

/// Keeps the tasks of a suite on a thread of its own, where they need not wait until one of the pool's
/// threads is free: kernel tests occupy those for as long as a device computes.
///
/// Suites whose tests have processes of their own need it. Otherwise these start late, and one that has
/// ended is not noticed, which leaves the thread that Swift Testing waits with turning.
public struct OwnThread: SuiteTrait, TestScoping {
  private final class Executor: TaskExecutor {
    private let queue = DispatchQueue(label: "tests with processes of their own")

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(Executor()) { try await function() }
  }
}

extension SuiteTrait where Self == OwnThread {
  public static var ownThread: OwnThread { OwnThread() }
}
