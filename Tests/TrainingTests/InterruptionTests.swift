import Files
import Foundation
import TestScheduling
import Testing
import Training

/// Saves that fail, are killed or run out of space.
@Suite(.serialized, .ownThread) struct InterruptionTests {
  typealias Stage = CheckpointStore.Stage

  /// A store with a checkpoint of step 1, and a trainer that stands at `step` with other weights.
  private static func prepare(_ folder: String, step: Int) throws -> Trainer {
    let trainer = try makeTrainer()
    var batches = try Synthetic.batches()
    try trainer.train(on: batches.next())
    try CheckpointStore(folder).save(state(trainer), from: trainer, best: true)
    try trainer.train(on: batches.next())
    trainer.resume(at: step)
    return trainer
  }

  /// Restores `last` and `best`, saves again, and expects nothing incomplete to be left over.
  private static func expectIntact(_ folder: String, steps: [Int]) throws {
    let store = CheckpointStore(folder)
    let trainer = try makeTrainer()
    let best = try #require(try store.checkpoint(.best))
    try best.restore(into: trainer)
    #expect(steps.contains(trainer.step))
    let last = try #require(try store.restoreLast(into: trainer))
    #expect(steps.contains(last.step))
    trainer.resume(at: 1_000_000)
    try store.save(state(trainer), from: trainer, best: true)
    let left = try names(folder)
    #expect(left.starts(with: ["best", "index.json", "last"]) && left.contains("step-1000000"))
    // A complete checkpoint stays even where the index does not name it.
    for name in left.dropFirst(3) {
      let files = try names("\(folder)/\(name)")
      #expect(files == ["model.safetensors", "optimizer.safetensors", "state.json"])
    }
    #expect(try store.checkpoint(.last)?.state.step == 1_000_000)
  }

  @Test(arguments: Stage.allCases, [1, 2])
  func anErrorKeepsTheOldCheckpoint(_ stage: Stage, step: Int) async throws {
    try await withTemporaryFolder { folder in
      let trainer = try Self.prepare(folder, step: step)
      let before = try names(folder)
      let store = CheckpointStore(folder) { (reached) throws(RunError) in
        if reached == stage { throw .file(.diskFull(path: "model.safetensors")) }
      }
      let error = failure { try store.save(state(trainer), from: trainer) }
      #expect(error?.kind == .inputOutput)
      #expect(error?.description.contains("no space left on the disk") == true)
      #expect(try !names(folder).contains { $0.hasPrefix(".tmp") || $0.hasSuffix("temporary") })
      if step == 2, ![.indexWritten, .linked, .removed].contains(stage) {
        // A complete checkpoint is kept, whatever fails after it.
        let expected = before + (stage == .renamed ? ["step-2"] : [])
        #expect(try names(folder) == expected)
        #expect(try target("\(folder)/last") == "step-1")
      }
      try Self.expectIntact(folder, steps: [1, 2])
    }
  }

  @Test(arguments: Stage.allCases, [1, 2])
  func aKillLeavesACompleteCheckpoint(_ stage: Stage, step: Int) async throws {
    try await withTemporaryFolder { folder in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [folder = folder as String, stage = stage as Stage, step = step as Int] in
        let trainer = try Self.prepare(folder, step: step)
        let store = CheckpointStore(folder) { reached in
          if reached == stage { kill(getpid(), SIGKILL) }
        }
        try store.save(state(trainer), from: trainer, best: true)
      }
      try Self.expectIntact(folder, steps: [1, 2])
    }
  }

  /// The kill falls somewhere into a series of saves; what is expected holds wherever it falls.
  @Test(arguments: 1...8)
  func aKillAtAnyMomentLeavesACompleteCheckpoint(_ delay: Int) async throws {
    try await withTemporaryFolder { folder in
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [folder = folder as String, delay = delay as Int] in
        let trainer = try Self.prepare(folder, step: 1)
        Thread.detachNewThread {
          usleep(UInt32(delay) * 3_300)
          kill(getpid(), SIGKILL)
        }
        for step in 2... {
          trainer.resume(at: step / 2)
          try CheckpointStore(folder).save(state(trainer), from: trainer, best: step % 3 == 0)
        }
      }
      try Self.expectIntact(folder, steps: Array(1...100_000))
    }
  }

  /// A limit on the size of files stands for the full disk: writing fails in the middle of a file.
  @Test func aFileThatCannotBeFinishedKeepsTheOldCheckpoint() async throws {
    try await withTemporaryFolder { folder in
      await #expect(processExitsWith: .success) { [folder = folder as String] in
        let trainer = try Self.prepare(folder, step: 2)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 8192, rlim_max: 8192)
        guard setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0 else { exit(2) }
        let error = failure { try CheckpointStore(folder).save(state(trainer), from: trainer) }
        guard error?.kind == .inputOutput else { exit(3) }
        guard error?.description.contains("model.safetensors") == true else { exit(4) }
        guard try names(folder) == ["best", "index.json", "last", "step-1"] else { exit(5) }
        exit(0)
      }
      try Self.expectIntact(folder, steps: [1])
    }
  }
}
