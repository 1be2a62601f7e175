import Foundation
import Runs
import Testing

@Suite struct SignalRecordTests {
  @Test(arguments: [
    [SIGINT, SIGINT], [SIGTERM, SIGTERM], [SIGINT, SIGTERM], [SIGHUP, SIGTERM, SIGINT],
    [SIGTERM, SIGUSR1, SIGHUP, SIGTERM],
  ])
  func theSecondEndingEndsAtOnce(signals: [Int32]) {
    var record = SignalRecord()
    for number in signals.dropLast() {
      let endsAtOnce = record.note(number)
      #expect(!endsAtOnce)
    }
    #expect(record.isStopAsked)
    let endsAtOnce = record.note(signals[signals.count - 1])
    #expect(endsAtOnce)
  }

  /// A terminal that closes may send several, and a batch system one of each.
  @Test(arguments: [[SIGHUP, SIGHUP, SIGHUP], [SIGHUP, SIGTERM], [SIGTERM, SIGHUP], [SIGHUP]])
  func aHangUpStopsAndNoMore(signals: [Int32]) {
    var record = SignalRecord()
    for number in signals {
      let endsAtOnce = record.note(number)
      #expect(!endsAtOnce && record.isStopAsked)
    }
  }

  @Test func aCheckpointIsAskedForOnce() {
    var record = SignalRecord()
    for _ in 0..<3 {
      let endsAtOnce = record.note(SIGUSR1)
      #expect(!endsAtOnce)
    }
    #expect(record.isCheckpointAsked && !record.isStopAsked)
    let first = record.takeCheckpointRequest()
    let second = record.takeCheckpointRequest()
    #expect(first && !second && !record.isCheckpointAsked)
  }
}
