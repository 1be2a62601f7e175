import Compute
import Datasets
import Execution
import Models
import Operations
import Testing
import Training

/// All options together: resumed training, and steps in flight, give the same bits.
@Suite struct OptionsResumeTests {
  typealias Target = StepSequenceTests.Target

  private func makeTrainer(
    on target: Target, _ submission: Submission.Mode = .automatic, maxInFlight: Int = 2
  ) throws -> Trainer {
    let model = SemiSupervisedVAE.cnn(.ss, channels: 2, units: 4, objective: Objective())
    let plan = TrainingPlan(
      model, batchSize: 4, optimizer: Adam(learningRate: 1e-3),
      options: options {
        $0.schedule = .cosine(steps: 8)
        $0.klWarmUp = 5
        $0.clipNorm = 10
        $0.accumulate = 2
      }, lossScaling: LossScaling(initialScale: 16, interval: 2))
    return try Trainer(
      plan, on: target.makeExecutor(submission), seed: 3, maxInFlight: maxInFlight)
  }

  private func expectSameBits(on target: Target) async throws {
    try await withTemporaryFolder { folder in
      let whole = try makeTrainer(on: target)
      var batches = try Synthetic.batches()
      try whole.run(&batches, steps: 6)

      let store = CheckpointStore("\(folder)/checkpoints")
      let begun = try makeTrainer(on: target)
      var first = try Synthetic.batches()
      try begun.run(&first, steps: 3)
      try store.save(
        Checkpoint.State(step: 3, epoch: 1, seed: 3, position: first.position), from: begun)
      let resumed = try makeTrainer(on: target)
      let state = try #require(try store.restoreLast(into: resumed))
      var again = try Synthetic.batches()
      try again.move(to: state.position)
      try resumed.run(&again, steps: 3)
      #expect(resumed.step == 6)
      #expect(try bits(resumed) == bits(whole))
      #expect(try bits(begun) != bits(whole))
    }
  }

  @Test func aResumedTrainingHasTheSameBitsOnTheHost() async throws {
    try await expectSameBits(on: .host)
  }

  @Test(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote), arguments: Target.devices)
  func aResumedTrainingHasTheSameBits(_ target: Target) async throws {
    try await expectSameBits(on: target)
  }

  private func bitsAfterFiveSteps(
    _ target: Target, _ submission: Submission.Mode, maxInFlight: Int
  ) throws -> [String: [UInt32]] {
    let trainer = try makeTrainer(on: target, submission, maxInFlight: maxInFlight)
    var batches = try Synthetic.batches()
    try trainer.run(&batches, steps: 5)
    return try bits(trainer)
  }

  @Test(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote), arguments: Target.devices)
  func stepsInFlightGiveTheSameBits(_ target: Target) throws {
    let expected = try bitsAfterFiveSteps(target, .separate, maxInFlight: 1)
    #expect(try bitsAfterFiveSteps(target, .separate, maxInFlight: 2) == expected)
    #expect(try bitsAfterFiveSteps(target, .recorded, maxInFlight: 2) == expected)
  }

  /// Neither file of a checkpoint knows of accumulation.
  @Test func checkpointsHoldNothingOfAStep() async throws {
    try await withTemporaryFolder { folder in
      let trainer = try makeTrainer(on: .host)
      try trainer.train(on: Synthetic.first())
      let path = "\(folder)/weights.safetensors"
      try WeightFile.save(trainer.variables, of: trainer.executor, to: path)
      let plain = TrainingPlan(
        trainer.plan.model, batchSize: 4, optimizer: SGD(learningRate: 1e-3))
      let other = try Trainer(plain, on: HostExecutor(), seed: 4)
      let fit = try WeightFile.load(
        path, into: other.executor, variables: other.variables, seed: 4)
      #expect(fit == .complete)
      #expect(try parameters(other) == parameters(trainer))
    }
  }
}
