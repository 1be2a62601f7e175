import Compute
import Execution
import Graphs
import Models
import Operations
import Testing
import Training

/// Batches that are computed in parts.
@Suite struct AccumulationTests {
  typealias Target = StepSequenceTests.Target

  private let dense = SemiSupervisedVAE.dense(.ss, units: 6, objective: Objective())
  /// With batch norm and dropout.
  private let cnn = SemiSupervisedVAE.cnn(.ss, channels: 2, units: 4, objective: Objective())

  private func makeTrainer(
    _ model: SemiSupervisedVAE, parts: Int, scaling: LossScaling? = nil, noise: TensorSpec? = nil,
    optimizer: any Optimizer = Adam(learningRate: 1e-3), maxInFlight: Int = 2,
    on executor: any Executor = HostExecutor()
  ) throws -> Trainer {
    let plan = TrainingPlan(
      model, batchSize: 4, optimizer: optimizer, options: options { $0.accumulate = parts },
      lossScaling: scaling, givenNoise: noise)
    return try Trainer(plan, on: executor, seed: 3, maxInFlight: maxInFlight)
  }

  /// Without batch norm, two parts with as many labelled rows each are the batch as a whole.
  @Test(arguments: [nil, LossScaling(initialScale: 64)])
  func partsAreTheBatch(_ scaling: LossScaling?) throws {
    let spec = TensorSpec([4, 2])
    let noise = HostTensor<Float>([0.3, -1, 0.2, 0.7, -0.4, 1.1, 0.9, -0.6], shape: spec.shape)
    let trainers = try [1, 2].map {
      try makeTrainer(
        dense, parts: $0, scaling: scaling, noise: spec, optimizer: SGD(learningRate: 1e-5))
    }
    var batches = try Synthetic.batches()
    for step in 1...3 {
      let batch = try batches.next()
      let losses = try trainers.map { try $0.train(on: batch, noise: noise) }
      for (one, other) in zip(losses[0].values, losses[1].values) {
        #expect(abs(one - other) <= 1e-4 * abs(one))
      }
      #expect(distance(try gradients(trainers[1]), try gradients(trainers[0])) < 1e-3)
      // A step is an update, not a part.
      #expect(trainers.map(\.step) == [step, step])
    }
    #expect(distance(try parameters(trainers[1]), try parameters(trainers[0])) < 1e-3)
  }

  /// Accumulated gradients are neither parameters nor saved.
  @Test func onlyTheOptimizerKeepsVariables() throws {
    let names = try [1, 2].map { parts in
      try makeTrainer(cnn, parts: parts).variables.map(\.name)
    }
    #expect(names[0] == names[1])
  }

  /// Parts have noise and dropout of their own: two parts of the same rows do not have the same losses.
  @Test func partsHaveTheirOwnRandomNumbers() throws {
    let batch = try Synthetic.first()
    let row = Array(batch.x.floats[..<784])
    let same = TrainingBatch(
      x: row + row + row + row, labels: batch.labels.map { Array(repeating: $0[0], count: 4) },
      labelled: [1, 1, 0, 0])
    let half = TrainingBatch(
      x: row + row, labels: same.labels.map { Array($0[..<2]) }, labelled: [1, 0])
    let plan = TrainingPlan(dense, batchSize: 2, optimizer: SGD(learningRate: 0))
    let single = try Trainer(plan, on: HostExecutor(), seed: 3)
    let losses = try (0..<2).map { _ in try single.train(on: half) }
    #expect(losses[0].values[0] != losses[1].values[0])
    // Part p of step s draws the numbers of step s · parts + p.
    let whole = try makeTrainer(dense, parts: 2).train(on: same)
    for (index, value) in whole.values.enumerated() {
      let mean = (losses[0].values[index] + losses[1].values[index]) / 2
      #expect(abs(value - mean) <= 1e-5 * abs(mean))
    }
  }

  /// Each part moves the statistics once.
  @Test func statisticsAreMovedByEveryPart() throws {
    let batch = try Synthetic.first()
    let parts = batch.rows(ofParts: 2).map { rows in
      TrainingBatch(
        x: rows.flatMap { batch.x.floats[$0 * 784..<($0 + 1) * 784] },
        labels: batch.labels.map { column in rows.map { column[$0] } },
        labelled: rows.map { batch.labelled[$0] })
    }
    let still = SGD(learningRate: 0, momentum: 0)
    let plan = TrainingPlan(cnn, batchSize: 2, optimizer: still)
    let single = try Trainer(plan, on: HostExecutor(), seed: 3)
    for part in parts { try single.train(on: part) }
    let whole = try makeTrainer(cnn, parts: 2, optimizer: still)
    try whole.train(on: batch)
    func statistics(_ trainer: Trainer) throws -> [String: [UInt32]] {
      try bits(trainer).filter { $0.key.contains("moving_") }
    }
    #expect(try !statistics(whole).isEmpty && statistics(whole) == statistics(single))
  }

  /// A value that is not finite in any part leaves parameters and statistics as they were; training
  /// then goes on as if the step had not been started.
  private func expectNoChange(on target: Target, _ row: Int) throws {
    let trainer = try makeTrainer(cnn, parts: 2, on: target.makeExecutor(.automatic))
    var sampler = try Synthetic.batches()
    let good = try (0..<4).map { _ in try sampler.next() }
    var values = good[1].x.floats
    values[784 * row + 5] = .nan
    let bad = TrainingBatch(x: values, labels: good[1].labels, labelled: good[1].labelled)
    try trainer.train(on: good[0])
    let before = try bits(trainer)
    try trainer.startStep(on: bad)
    try trainer.startStep(on: good[2])
    let error = #expect(throws: TrainingError.self) { _ = try trainer.finishStep() }
    guard case .notFinite(let step, let losses, let tensor) = try #require(error) else { return }
    #expect(step == 2 && tensor == "input x" && losses[.total]?.isFinite == false)
    #expect(trainer.step == 1 && trainer.stepsInFlight == 0)
    #expect(try bits(trainer) == before)
    for batch in good[1...] { try trainer.train(on: batch) }
    let other = try makeTrainer(
      cnn, parts: 2, maxInFlight: 1, on: target.makeExecutor(.automatic))
    for batch in good { try other.train(on: batch) }
    #expect(try bits(trainer) == bits(other))
  }

  @Test(arguments: 0..<4)
  func aPartThatIsNotFiniteChangesNothingOnTheHost(_ row: Int) throws {
    try expectNoChange(on: .host, row)
  }

  @Test(
    .enabled(if: TestDevice.isAvailable, TestDevice.skipNote), arguments: Target.devices, [0, 3])
  func aPartThatIsNotFiniteChangesNothing(_ target: Target, _ row: Int) throws {
    try expectNoChange(on: target, row)
  }

  /// Gradients that overflow skip the step and halve the scale once, whatever the number of parts.
  @Test func overflowSkipsTheStep() throws {
    let trainer = try makeTrainer(cnn, parts: 2, scaling: LossScaling(initialScale: 0x1p127))
    let before = try bits(trainer).filter { !$0.key.hasPrefix("training.") }
    var batches = try Synthetic.batches()
    try trainer.run(&batches, steps: 2)
    let after = try bits(trainer)
    #expect(after["training.loss_scale"] == [Float(0x1p125).bitPattern] && trainer.step == 2)
    #expect(after.filter { !$0.key.hasPrefix("training.") } == before)
  }
}
