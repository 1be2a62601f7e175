import Dispatch
import Foundation
import Synchronization

/// Remembers signals, so that a run can answer them between two steps.
///
/// SIGINT (Ctrl-C), SIGTERM and SIGHUP ask the work to stop; a second SIGINT or SIGTERM ends the process
/// at once. A SIGHUP that was ignored at the start, as under `nohup`, stays ignored. SIGUSR1 asks for a
/// checkpoint.
public final class StopSignal: Sendable {
  private let record = Mutex(SignalRecord())
  // Dispatch sources may be used from any thread; the array never changes.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]
  private let numbers: [Int32]
  // Set once, before the object is shared.
  nonisolated(unsafe) private var savingAction: sigaction?

  /// Starts to listen for the signals, which then no longer end the process.
  public init() {
    let queue = DispatchQueue(label: "stop signal")
    let hangUps = Self.ignore(SignalRecord.hangUp) ? [] : [SignalRecord.hangUp]
    numbers = SignalRecord.endings + [SignalRecord.saving] + hangUps
    sources = numbers.map { number in
      Self.ignore(number)
      return DispatchSource.makeSignalSource(signal: number, queue: queue)
    }
    let listening = DispatchSemaphore(value: 0)
    for (source, number) in zip(sources, numbers) {
      source.setEventHandler { [weak self] in self?.note(number) }
      source.setRegistrationHandler { listening.signal() }
      source.resume()
    }
    for _ in sources { _ = listening.wait(timeout: .now() + 1) }
    var action = sigaction()
    if sigaction(SignalRecord.saving, nil, &action) == 0 { savingAction = action }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in numbers { signal(number, SIG_DFL) }
  }

  /// Whether a signal to stop came.
  public var isRaised: Bool { record.withLock { $0.isStopAsked } }

  /// Whether SIGUSR1 came and no checkpoint was saved since.
  var isCheckpointAsked: Bool {
    // LLVM, in drivers for CPUs, takes this signal over when it compiles, and does nothing with it. (The
    // others it passes on.)
    if var action = savingAction { sigaction(SignalRecord.saving, &action, nil) }
    return record.withLock { $0.isCheckpointAsked }
  }

  /// Whether SIGUSR1 came since the last call.
  func takeCheckpointRequest() -> Bool { record.withLock { $0.takeCheckpointRequest() } }

  private func note(_ number: Int32) {
    // Files are written under another name and then renamed, so leaving at once damages none.
    if record.withLock({ $0.note(number) }) { _exit(130) }
  }

  /// Ignores a signal, and returns whether it was ignored before.
  @discardableResult
  private static func ignore(_ number: Int32) -> Bool {
    let before = signal(number, SIG_IGN)
    return unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
