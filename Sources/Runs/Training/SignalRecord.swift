import Foundation

/// What the signals so far ask a run to do.
package struct SignalRecord: Sendable {
  /// Signals of a user or a batch system that wants the process to end; it does at the second.
  static let endings = [SIGINT, SIGTERM]
  /// The terminal is closed. It may come more than once, and with one of the others after it.
  static let hangUp = SIGHUP
  /// Save and go on.
  static let saving = SIGUSR1

  /// Whether the work has to stop after the step in progress.
  package private(set) var isStopAsked = false
  /// Whether a checkpoint has to be saved.
  package private(set) var isCheckpointAsked = false
  private var endingCount = 0

  package init() {}

  /// Takes note of a signal.
  ///
  /// - Returns: whether the process has to end at once.
  package mutating func note(_ number: Int32) -> Bool {
    if number == Self.saving {
      isCheckpointAsked = true
      return false
    }
    isStopAsked = true
    if Self.endings.contains(number) { endingCount += 1 }
    return endingCount > 1
  }

  /// Whether a checkpoint was asked for since the last call.
  package mutating func takeCheckpointRequest() -> Bool {
    defer { isCheckpointAsked = false }
    return isCheckpointAsked
  }
}
