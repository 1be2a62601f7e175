import Files
import TestFiles
import Testing

/// The power fails after each call that writes a run's folder, and the disk has lost what was not
/// synchronised. The run is resumed and ends with the bytes of an undisturbed one.
///
/// A sample of the calls; all of them with `CONTINUUM_TEST_CRASHES=all`, in minutes.
@Suite struct PowerLossTests {
  @Test(arguments: Scenario.allCases)
  func aPowerCutLosesNothing(_ scenario: Scenario) throws {
    try withFolder { folder in
      let bench = try CrashBench(in: folder)
      let before = try scenario.before(bench.run, in: folder)
      let records = try bench.record(scenario, before)
      var tally = CrashTally(
        "\(scenario): \(PowerLoss.all.count) kinds of power loss after \(records.count) calls")
      for (index, loss) in PowerLoss.all.enumerated() {
        let cuts = Scenario.sample(records.count, most: 6, from: index * 5)
        var disk = SimulatedDisk(before, at: bench.root)
        for (number, record) in records.enumerated() {
          disk.apply(record)
          let tree = disk.tree(after: loss)
          guard cuts.contains(number) else { continue }
          try bench.withRun(tree) { _, path in
            let isRecovered = try bench.expectRecovery(
              path, leavesOld: loss != .nothing,
              "\(scenario), power cut after call \(number) of \(records.count) (\(loss) lost)")
            tally.add("\(loss)", isError: false, isRecovered: isRecovered)
          }
        }
      }
      tally.report()
    }
  }

  /// A checkpoint that was saved is not lost again.
  @Test func theLastCheckpointIsNeverOlderThanBefore() throws {
    try withFolder { folder in
      let bench = try CrashBench(in: folder)
      let records = try bench.record(.new, FileTree())
      for loss in [PowerLoss.nothing, .everything] {
        var disk = SimulatedDisk(FileTree(), at: bench.root)
        var last = 0
        for record in records {
          disk.apply(record)
          try bench.withRun(disk.tree(after: loss)) { _, path in
            let step = try bench.step(of: path)
            #expect(step >= last, "\(loss) lost")
            last = step
          }
        }
        #expect(last == SmallRun.steps)
      }
    }
  }

  /// The recorded calls make the whole of a run's folder: nothing is written past the layer.
  @Test(arguments: Scenario.allCases)
  func allWritingGoesThroughTheLayer(_ scenario: Scenario) throws {
    try withFolder { folder in
      let bench = try CrashBench(in: folder)
      let before = try scenario.before(bench.run, in: folder)
      let calls = RecordedCalls()
      try bench.withRun(before) { root, path in
        try bench.run.train(path, scenario.opening, by: calls)
        var disk = SimulatedDisk(before, at: root)
        for record in calls.records { disk.apply(record) }
        let there = try FileTree(of: root)
        #expect(disk.tree(after: .nothing) == there)
        // A run that has ended is on the disk, but for the links and what was to be removed.
        let durable = disk.tree(after: .everything)
        for (name, entry) in there.entries where !name.contains("checkpoints/last") {
          #expect(durable.entries[name] == entry, "\(name) is not on the disk")
        }
      }
    }
  }
}
