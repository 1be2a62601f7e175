import Foundation
import Synchronization

/// Calls `body` for consecutive ranges of 0 ..< `count`, one for each of at most `workers` threads.
///
/// - Throws: the error of the first range that fails. Where `body` goes through its range in order and
///   stops at the first error, that is the error which a single thread would meet.
func inParallelRanges(
  of count: Int, workers: Int, _ body: @Sendable (Range<Int>) throws(DatasetError) -> Void
) throws(DatasetError) {
  let workers = min(workers, count)
  guard workers > 1 else { return try body(0..<count) }
  let errors = Mutex([DatasetError?](repeating: nil, count: workers))
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    do throws(DatasetError) {
      try body(worker * count / workers..<(worker + 1) * count / workers)
    } catch {
      errors.withLock { $0[worker] = error }
    }
  }
  if let first = errors.withLock({ $0.lazy.compactMap { $0 }.first }) { throw first }
}
