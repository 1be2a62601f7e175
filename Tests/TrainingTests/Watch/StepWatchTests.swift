import Compute
import Execution
import Graphs
import Layers
import Models
import Testing
import Training

@Suite struct StepWatchTests {
  private func makeTrainer(
    on executor: any Executor, _ family: SemiSupervisedVAE.Family = .ss, accumulate: Int = 1
  ) throws -> Trainer {
    var options = TrainingOptions()
    options.accumulate = accumulate
    let plan = TrainingPlan(
      SemiSupervisedVAE.dense(family, units: 6, objective: Objective()), batchSize: 4,
      optimizer: RMSprop(learningRate: 1e-3), options: options)
    return try Trainer(plan, on: executor, seed: 3)
  }

  /// Trains some steps and returns what the watch has seen of each, with its losses.
  private func watch(
    _ trainer: Trainer, steps: Int = 4
  ) throws -> [(seen: WatchedStep, losses: LossValues)] {
    let watch = try StepWatch(trainer)
    var sequence = StepSequence(trainer, try Synthetic.batches(), until: steps)
    return try (1...steps).map { number in
      let forward = try watch.forwardFigures(of: try sequence.nextBatch())
      let losses = try sequence.finishNext(before: number)
      return (try watch.step(forward), losses)
    }
  }

  private func expectSameBits(on makeExecutor: () throws -> any Executor) throws {
    let plain = try makeTrainer(on: makeExecutor())
    var batches = try Synthetic.batches()
    try plain.run(&batches, steps: 4)
    let watched = try makeTrainer(on: makeExecutor())
    _ = try watch(watched)
    #expect(try bits(watched) == bits(plain))
  }

  @Test func watchingChangesNoBitOnTheHost() throws {
    try expectSameBits { HostExecutor() }
  }

  @Test(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
  func watchingChangesNoBit() throws {
    try expectSameBits { try OpenCLExecutor(try TestDevice.first(), cacheDirectory: nil) }
  }

  private func isClose(_ one: Double, _ other: Float?) -> Bool {
    guard let other = other.map(Double.init) else { return false }
    return abs(one - other) <= 1e-4 * max(abs(one), abs(other), 1e-3)
  }

  /// The divergences add up to the KL term, the heads' losses to the classification term, of the same
  /// step: with its dropout masks, and as means over its parts.
  @Test(arguments: [1, 2])
  func figuresAreThoseOfTheStep(accumulate: Int) throws {
    let trainer = try makeTrainer(on: HostExecutor(), accumulate: accumulate)
    for (number, (seen, losses)) in try watch(trainer).enumerated() {
      #expect(seen.step == number + 1)
      #expect(seen.divergences.count == 2 && seen.headLosses.map(\.name) == ["pi"])
      #expect(isClose(seen.divergences.reduce(0, +), losses[.kl]))
      #expect(isClose(seen.headLosses[0].value, losses[.classification]))
      #expect(seen.meanDivergence == seen.divergences.reduce(0, +) / 2)
      #expect(!seen.deadShares.isEmpty && seen.deadShares.allSatisfy { 0...1 ~= $0.value })
    }
  }

  @Test func gradientNormsAreByGroup() throws {
    let trainer = try makeTrainer(on: HostExecutor())
    let seen = try #require(try watch(trainer).last).seen
    #expect(Set(seen.gradientNorms.map(\.name)) == ["encoder", "latent", "heads", "decoder"])
    let sum = seen.gradientNorms.reduce(0) { $0 + $1.value * $1.value }
    #expect(isClose(seen.gradientNorm, Float(sum.squareRoot())))
    let bias = try trainer.output("gradient.pi.bias").values
    let kernel = try trainer.output("gradient.pi.kernel").values
    let heads = try #require(seen.gradientNorms.first { $0.name == "heads" })
    let expected = (bias + kernel).reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(isClose(heads.value, Float(expected)))
  }

  /// A layer whose biases keep it below zero is dead, and a posterior equal to the prior has collapsed.
  @Test func deadUnitsAndCollapse() throws {
    let trainer = try makeTrainer(on: HostExecutor())
    for variable in trainer.variables {
      let count = variable.spec.shape.count
      let value: Float? =
        switch variable.name {
        case "encoder.dense1.bias": -1_000
        case let name where name.hasPrefix("latent."): 0
        default: nil
        }
      guard let value else { continue }
      try trainer.executor.set(
        variable, to: HostTensor(Array(repeating: value, count: count), shape: variable.spec.shape))
    }
    let seen = try #require(try watch(trainer, steps: 1).first).seen
    #expect(seen.deadShares.first { $0.name == "encoder.dense1" }?.value == 1)
    #expect(seen.collapsedCount == 2 && seen.divergences == [0, 0])
  }

  /// A family without a part of the model has no figures of it.
  @Test func familiesHaveTheirFigures() throws {
    let unsupervised = try #require(
      try watch(makeTrainer(on: HostExecutor(), .eu), steps: 1).first
    ).seen
    #expect(unsupervised.headLosses.isEmpty && unsupervised.divergences.count == 2)
    let supervised = try #require(
      try watch(makeTrainer(on: HostExecutor(), .es), steps: 1).first
    ).seen
    #expect(supervised.meanDivergence == nil && supervised.collapsedCount == 0)
    #expect(Set(supervised.gradientNorms.map(\.name)) == ["encoder", "heads"])
  }
}
