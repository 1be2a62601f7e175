import Files
import TestFiles
import Testing

/// Each call that writes a run's folder fails in turn. The run goes on or ends with one clear error;
/// afterwards it is resumed and ends with the bytes of an undisturbed one.
///
/// A sample of the calls; all of them with `CONTINUUM_TEST_CRASHES=all`, in minutes.
@Suite struct FailingCallTests {
  @Test(arguments: Scenario.allCases)
  func aFailedCallLosesNothing(_ scenario: Scenario) throws {
    try withFolder { folder in
      let bench = try CrashBench(in: folder)
      let before = try scenario.before(bench.run, in: folder)
      let count = try bench.record(scenario, before).count
      var tally = CrashTally("\(scenario): \(Fault.allCases.count) faults at \(count) calls")
      for (index, fault) in Fault.allCases.enumerated() {
        for number in Scenario.sample(count, most: 6, from: index * 5) {
          try bench.withRun(before) { _, path in
            let what = "\(scenario), \(fault) at call \(number) of \(count)"
            let calls = FaultyCalls(fault, at: number)
            let error = failure { try bench.run.train(path, scenario.opening, by: calls) }
            if let error { expectClear(error, fault, in: bench.root, what) }
            let isRecovered = try bench.expectRecovery(path, leavesOld: error != nil, what)
            let call = calls.struck.map { "\($0)" } ?? "none"
            tally.add(call, isError: error != nil, isRecovered: isRecovered)
          }
        }
      }
      tally.report()
    }
  }

  /// Signals and disks that take a part at a time are the system's matter, not the user's.
  @Test(arguments: [Fault.interrupted, .shortWrite])
  func interruptionsAndShortWritesAreInvisible(_ fault: Fault) throws {
    try withFolder { folder in
      let bench = try CrashBench(in: folder)
      try bench.withRun(FileTree()) { _, path in
        try bench.run.train(path, .new, by: FaultyCalls(atEveryOther: fault))
        _ = try bench.expectRecovery(path, leavesOld: false, "\(fault) at every other call")
      }
    }
  }

  private func failure(_ body: () throws -> Void) -> (any Error)? {
    do {
      try body()
      return nil
    } catch {
      return error
    }
  }

  private func expectClear(_ error: any Error, _ fault: Fault, in root: String, _ what: String) {
    #expect(!fault.isInvisible, "\(what): \(error)")
    let kind = (error as? any ClassifiedError)?.kind
    #expect(kind == .cannotCreate || kind == .inputOutput, "\(what): \(error)")
    let line = "\(error)"
    #expect(line.contains(root) && !line.contains { $0.isNewline }, "\(what): \(line)")
  }
}
