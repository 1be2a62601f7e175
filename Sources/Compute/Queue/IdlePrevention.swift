import Foundation
import Synchronization

/// Keeps the cores of a CPU device awake while it works through a queue.
///
/// Between two launches a core has nothing to do for some microseconds. In a virtual machine, a core
/// that goes to sleep there gives its place to others, and on a busy host may wait milliseconds for
/// it at every launch: training steps were measured to take up to twice as long. So a thread for each
/// core, of the priority below all others, spins from the submission of work until shortly after the
/// host has waited for it, and sleeps otherwise. It gives way to any thread that has work to do.
///
/// Linux only; elsewhere, and where the priority is refused, nothing is done.
final class IdlePrevention: Sendable {
  private let state = Shared()

  /// - Parameter count: threads, which should be the compute units of the device.
  init(_ count: Int) {
    #if os(Linux)
      for _ in 0..<count {
        Thread.detachNewThread { [state] in state.spin() }
      }
    #endif
  }

  deinit { state.stop() }

  /// Work has been handed to the device.
  func begin() { state.begin() }

  /// The host has waited for the device.
  func end() { state.end() }
}

/// What the threads and the queue's owner share; it outlives the owner.
///
/// There is no lock: a thread of the lowest priority that held one could keep the owner waiting.
private final class Shared: Sendable {
  /// Nanoseconds after the work in which the host usually hands over more.
  private static let patience: UInt64 = 20_000_000

  private let isWorking = Atomic(false)
  private let isStopped = Atomic(false)
  /// When the work ended, in nanoseconds.
  private let lastEnd = Atomic<UInt64>(0)
  /// Threads that sleep or are about to, and that nobody has awakened yet.
  private let sleeping = Atomic(0)
  private let awakening = DispatchSemaphore(value: 0)

  func begin() {
    isWorking.store(true, ordering: .sequentiallyConsistent)
    awaken()
  }

  func end() {
    lastEnd.store(Self.now, ordering: .sequentiallyConsistent)
    isWorking.store(false, ordering: .sequentiallyConsistent)
  }

  func stop() {
    isStopped.store(true, ordering: .sequentiallyConsistent)
    awaken()
  }

  private func awaken() {
    let count = sleeping.exchange(0, ordering: .sequentiallyConsistent)
    for _ in 0..<count { awakening.signal() }
  }

  #if os(Linux)
    func spin() {
      // SCHED_IDLE, which is a macro that Swift does not see.
      var parameters = sched_param()
      guard sched_setscheduler(0, 5, &parameters) == 0 else { return }
      while !isStopped.load(ordering: .relaxed) {
        if isWanted { Self.pass() } else { sleep() }
      }
    }

    private var isWanted: Bool {
      isWorking.load(ordering: .sequentiallyConsistent)
        || isStopped.load(ordering: .sequentiallyConsistent)
        || Self.now < lastEnd.load(ordering: .sequentiallyConsistent) + Self.patience
    }

    private func sleep() {
      sleeping.add(1, ordering: .sequentiallyConsistent)
      // Work may have come since; whoever brought it has then counted this thread or not.
      if isWanted && takesBack() { return }
      awakening.wait()
    }

    /// Whether this thread's place among the sleeping ones was still there.
    private func takesBack() -> Bool {
      var count = sleeping.load(ordering: .sequentiallyConsistent)
      while count > 0 {
        let (exchanged, original) = sleeping.compareExchange(
          expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
        if exchanged { return true }
        count = original
      }
      return false
    }

    /// Lets some microseconds go by, mostly reading the clock, which leaves a core's other thread its
    /// arithmetic units.
    private static func pass() {
      let end = now + 5_000
      while now < end {}
    }
  #endif

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}
