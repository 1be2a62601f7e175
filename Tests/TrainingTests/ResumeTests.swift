import Testing
import Training

@Suite struct ResumeTests {
  /// Trains to `steps` as the command does: epochs of the sampler, sums of losses, rows.
  private func train(
    _ trainer: Trainer, _ batches: inout SampleBatches, _ losses: inout LossSums, to steps: Int,
    _ log: MetricsLog
  ) throws {
    while trainer.step < steps {
      losses.add(try trainer.train(on: batches.next()))
      if trainer.step % batches.stepsPerEpoch == 0 {
        let epoch = trainer.step / batches.stepsPerEpoch
        try log.append([.init(epoch: epoch, step: trainer.step, split: "train", losses: losses)])
        losses = LossSums()
      }
    }
  }

  @Test(arguments: [0, 7, 10, 13])
  func givesTheSameBitsAsOneRun(interruptedAt stop: Int) async throws {
    try await withTemporaryFolder { folder in
      let whole = try makeTrainer(momentum: 0.9)
      var batches = try Synthetic.batches()
      var losses = LossSums()
      let log = MetricsLog(at: "\(folder)/whole.csv")
      try train(whole, &batches, &losses, to: 20, log)

      let store = CheckpointStore("\(folder)/checkpoints")
      let resumedLog = MetricsLog(at: "\(folder)/resumed.csv")
      do {
        let trainer = try makeTrainer(momentum: 0.9)
        var batches = try Synthetic.batches()
        var losses = LossSums()
        try train(trainer, &batches, &losses, to: stop, resumedLog)
        try store.save(
          Checkpoint.State(
            step: stop, epoch: 1, seed: 3, position: batches.position, losses: losses),
          from: trainer)
        // Steps that are lost when the run is killed, with their rows.
        try train(trainer, &batches, &losses, to: stop + 5, resumedLog)
      }
      let resumed = try makeTrainer(momentum: 0.9)
      let state = try #require(try store.restoreLast(into: resumed))
      #expect(resumed.step == stop)
      var again = try Synthetic.batches()
      try again.move(to: state.position)
      var sums = state.losses
      try resumedLog.cut(backTo: state.step)
      try train(resumed, &again, &sums, to: 20, resumedLog)

      #expect(try bits(resumed) == bits(whole))
      #expect(again.position == batches.position)
      #expect(try text(resumedLog.path) == text(log.path))
    }
  }
}
