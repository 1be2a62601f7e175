import Foundation
import Synchronization

/// Keeps the cores of a CPU device from going idle while the device works through a queue.
///
/// Between two launches a core has nothing to do for some microseconds. In a virtual machine, the
/// hypervisor gives a core that idles to other guests, and on a busy host it may take milliseconds to
/// get it back, at every launch: training steps took up to twice as long when measured. So one thread per
/// core that the process may use, with the lowest scheduling priority (`SCHED_IDLE`), spins from the submission of work until
/// shortly after the host has waited for it, and sleeps otherwise. Any thread that has work preempts it.
///
/// Linux only; elsewhere, and where the kernel refuses that priority, it does nothing.
final class IdlePrevention: Sendable {
  private let state = Shared()

  /// - Parameter count: the number of threads: `AvailableCores.idlePreventionThreads`.
  init(_ count: Int) {
    #if os(Linux)
      for _ in 0..<count {
        Thread.detachNewThread { [state] in state.spin() }
      }
    #endif
  }

  deinit { state.stop() }

  /// Work was submitted to the device.
  func begin() { state.begin() }

  /// The host has waited for the device.
  func end() { state.end() }
}

/// The state that the threads and the queue's owner share; it outlives the owner.
///
/// There is no lock: a thread of the lowest priority that held it could block the owner.
private final class Shared: Sendable {
  /// Nanoseconds after the end of work within which the host usually submits more.
  private static let gracePeriod: UInt64 = 20_000_000

  private let isWorking = Atomic(false)
  private let isStopped = Atomic(false)
  /// When the work ended, in nanoseconds.
  private let lastEnd = Atomic<UInt64>(0)
  /// Threads that sleep or are about to, and that nobody has woken yet.
  private let sleeping = Atomic(0)
  private let wakeUp = DispatchSemaphore(value: 0)

  func begin() {
    isWorking.store(true, ordering: .sequentiallyConsistent)
    wake()
  }

  func end() {
    lastEnd.store(Self.now, ordering: .sequentiallyConsistent)
    isWorking.store(false, ordering: .sequentiallyConsistent)
  }

  func stop() {
    isStopped.store(true, ordering: .sequentiallyConsistent)
    wake()
  }

  private func wake() {
    let count = sleeping.exchange(0, ordering: .sequentiallyConsistent)
    for _ in 0..<count { wakeUp.signal() }
  }

  #if os(Linux)
    func spin() {
      // SCHED_IDLE, which is a macro that Swift does not see.
      var parameters = sched_param()
      guard sched_setscheduler(0, 5, &parameters) == 0 else { return }
      while !isStopped.load(ordering: .relaxed) {
        if isNeeded { Self.spinBriefly() } else { sleep() }
      }
    }

    private var isNeeded: Bool {
      isWorking.load(ordering: .sequentiallyConsistent)
        || isStopped.load(ordering: .sequentiallyConsistent)
        || Self.now < lastEnd.load(ordering: .sequentiallyConsistent) + Self.gracePeriod
    }

    private func sleep() {
      sleeping.add(1, ordering: .sequentiallyConsistent)
      // Work may have arrived meanwhile; if its submitter counted this thread, a signal is on its way.
      if isNeeded && withdraw() { return }
      wakeUp.wait()
    }

    /// Takes this thread out of the sleeping ones; false where a submitter has already signalled it.
    private func withdraw() -> Bool {
      var count = sleeping.load(ordering: .sequentiallyConsistent)
      while count > 0 {
        let (exchanged, original) = sleeping.compareExchange(
          expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
        if exchanged { return true }
        count = original
      }
      return false
    }

    /// Spins for some microseconds by reading the clock, which leaves the arithmetic units to the core's
    /// other hardware thread.
    private static func spinBriefly() {
      let end = now + 5_000
      while now < end {}
    }
  #endif

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}
