import Dispatch
import Foundation
import Synchronization

/// Remembers SIGINT (Ctrl-C) and SIGTERM, so that the work can stop between two steps; a second signal
/// ends the process at once.
public final class StopSignal: Sendable {
  private let isSet = Mutex(false)
  // Dispatch sources may be used from any thread; the array never changes.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  /// Starts to listen for both signals, which then no longer end the process.
  public init() {
    let queue = DispatchQueue(label: "stop signal")
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: queue)
    }
    for source in sources {
      source.setEventHandler { [weak self] in self?.note() }
      source.resume()
    }
  }

  deinit {
    for source in sources { source.cancel() }
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }

  /// Whether a signal came.
  public var isRaised: Bool { isSet.withLock { $0 } }

  private func note() {
    let isSecond = isSet.withLock { raised in
      defer { raised = true }
      return raised
    }
    // Files are written under another name and then renamed, so leaving at once damages none.
    if isSecond { _exit(130) }
  }
}
