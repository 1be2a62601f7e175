import Execution
import Synchronization

/// One executor per target for all tests, so that equal kernels are compiled once; concurrent tests take
/// turns on each target.
final class SharedExecutors: Sendable {
  private struct Entry {
    let executor: OpenCLExecutor
    let poison: MemoryPoison
  }

  /// A target's executor, which its first test makes.
  private final class Slot: Sendable {
    let entry = Mutex<Entry?>(nil)
  }

  private let slots = Mutex<[String: Slot]>([:])

  static let shared = SharedExecutors()

  func use(
    _ target: TestTarget, _ body: (OpenCLExecutor, MemoryPoison) throws -> Void
  ) throws {
    let slot = slots.withLock { slots in
      let slot = slots[target.key] ?? Slot()
      slots[target.key] = slot
      return slot
    }
    try slot.entry.withLock { entry in
      let present =
        try entry
        ?? Entry(executor: target.makeExecutor(), poison: MemoryPoison(on: try target.device))
      entry = present
      try body(present.executor, present.poison)
    }
  }
}
