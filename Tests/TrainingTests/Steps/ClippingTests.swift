import Compute
import Execution
import Models
import Operations
import Testing
import Training

/// Gradients that are clipped to a norm.
@Suite struct ClippingTests {
  private func makeTrainer(
    _ norm: Float?, _ scaling: LossScaling? = nil, optimizer: any Optimizer,
    on executor: any Executor = HostExecutor()
  ) throws -> Trainer {
    let model = SemiSupervisedVAE.dense(.ss, units: 6, objective: Objective())
    let plan = TrainingPlan(
      model, batchSize: 4, optimizer: optimizer, options: options { $0.clipNorm = norm },
      lossScaling: scaling)
    return try Trainer(plan, on: executor, seed: 3)
  }

  private func norm(_ gradients: [String: [Float]]) -> Double {
    gradients.values.joined().reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  private func expectClipped(_ target: StepSequenceTests.Target, _ scaling: LossScaling?) throws {
    let sgd = SGD(learningRate: 1e-4, momentum: 0)
    let batch = try Synthetic.first()
    let plain = try makeTrainer(nil, optimizer: sgd)
    try plain.train(on: batch)
    let whole = norm(try gradients(plain))
    for clip in [whole / 10, whole * 10] {
      let trainer = try makeTrainer(
        Float(clip), scaling, optimizer: sgd, on: target.makeExecutor(.automatic))
      let before = try parameters(trainer)
      try trainer.train(on: batch)
      // The outputs are the gradients before clipping.
      #expect(abs(norm(try gradients(trainer)) - whole) < 1e-3 * whole)
      let step = sum(try parameters(trainer), -1, before)
      let expected = try gradients(trainer).mapValues { values in
        values.map { -1e-4 * min(1, Float(clip / whole)) * $0 }
      }
      #expect(distance(step, expected) < 1e-2)
      #expect(abs(norm(step) - 1e-4 * min(clip, whole)) < 1e-2 * norm(step))
    }
  }

  /// With loss scaling, what is clipped is the gradient of the loss itself.
  @Test(arguments: [nil, LossScaling(initialScale: 64)])
  func theNormIsThatOfAllGradientsOnTheHost(_ scaling: LossScaling?) throws {
    try expectClipped(.host, scaling)
  }

  @Test(
    .enabled(if: TestDevice.isAvailable, TestDevice.skipNote),
    arguments: StepSequenceTests.Target.devices, [nil, LossScaling(initialScale: 64)])
  func theNormIsThatOfAllGradients(
    _ target: StepSequenceTests.Target, _ scaling: LossScaling?
  ) throws {
    try expectClipped(target, scaling)
  }

  /// As long as nothing is clipped, all optimisers give the bits that they give without.
  @Test func aNormThatIsNotReachedChangesNoBit() throws {
    let optimizers: [any Optimizer] = [
      RMSprop(learningRate: 1e-3), RMSprop(learningRate: 1e-3, momentum: 0.9),
      SGD(learningRate: 1e-4), Adam(learningRate: 1e-3),
    ]
    for optimizer in optimizers {
      let trainers = try [nil, Float(1e9)].map { try makeTrainer($0, optimizer: optimizer) }
      for trainer in trainers {
        var batches = try Synthetic.batches()
        try trainer.run(&batches, steps: 3)
      }
      #expect(try bits(trainers[0]) == bits(trainers[1]))
    }
  }
}
