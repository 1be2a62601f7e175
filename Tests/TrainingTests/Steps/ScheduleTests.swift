import Execution
import Models
import Testing
import Training

/// Factors of a step that change with its number.
@Suite struct ScheduleTests {
  private func makeTrainer(
    _ options: TrainingOptions = TrainingOptions(), objective: Objective = Objective(),
    optimizer: any Optimizer = SGD(learningRate: 1e-5, momentum: 0)
  ) throws -> Trainer {
    let model = SemiSupervisedVAE.dense(.ss, units: 6, objective: objective)
    let plan = TrainingPlan(model, batchSize: 4, optimizer: optimizer, options: options)
    return try Trainer(plan, on: HostExecutor(), seed: 3)
  }

  /// A step reads nothing that its options do not need.
  @Test func defaultsReadNothing() throws {
    #expect(
      Set(try makeTrainer().devicePlan.inputs.keys) == ["x", "labels", "labelled", "random"])
    let all = options {
      $0.schedule = .cosine(steps: 9)
      $0.klWarmUp = 2
      $0.accumulate = 2
    }
    #expect(
      Set(try makeTrainer(all, optimizer: Adam(learningRate: 1e-3)).devicePlan.inputs.keys) == [
        "x", "labels", "labelled", "random", "learning_rate_factor", "kl_factor", "part",
        "step_state",
      ])
  }

  /// p ← p − rate · factor · g, by hand.
  @Test(arguments: [LearningRateSchedule.step(every: 2), .cosine(steps: 4)])
  func theRateIsMultiplied(_ schedule: LearningRateSchedule) throws {
    let trainer = try makeTrainer(options { $0.schedule = schedule })
    var batches = try Synthetic.batches()
    for step in 0..<6 {
      let before = try parameters(trainer)
      try trainer.train(on: batches.next())
      let rate = 1e-5 * Double(schedule.factor(at: step))
      let expected = sum(before, -rate, try gradients(trainer))
      #expect(distance(try parameters(trainer), expected) < 1e-6, "step \(step)")
      #expect((rate == 0) == (try parameters(trainer) == before))
    }
  }

  /// As long as the factor is 1, all optimisers give the bits of a constant rate.
  @Test func aFactorOfOneChangesNoBit() throws {
    let optimizers: [any Optimizer] = [
      RMSprop(learningRate: 1e-3), RMSprop(learningRate: 1e-3, momentum: 0.9),
      SGD(learningRate: 1e-5), Adam(learningRate: 1e-3),
    ]
    for optimizer in optimizers {
      let trainers = try [TrainingOptions(), options { $0.schedule = .step(every: 100) }].map {
        try makeTrainer($0, optimizer: optimizer)
      }
      for trainer in trainers {
        var batches = try Synthetic.batches()
        try trainer.run(&batches, steps: 3)
      }
      #expect(try bits(trainers[0]) == bits(trainers[1]))
    }
  }

  /// Total and gradients are those of a model whose KL term has the smaller weight.
  @Test(arguments: [0, 1, 2, 4, 9])
  func theKLTermIsMultiplied(_ step: Int) throws {
    let warming = try makeTrainer(
      options { $0.klWarmUp = 4 }, objective: Objective(klWeight: 2))
    let weight = 2 * min(1, Float(step) / 4)
    let plain = try makeTrainer(objective: Objective(klWeight: weight))
    let batch = try Synthetic.first()
    let losses = try [warming, plain].map { trainer in
      trainer.resume(at: step)
      return try trainer.train(on: batch)
    }
    for (one, other) in zip(losses[0].values, losses[1].values) {
      #expect(abs(one - other) <= 1e-5 * abs(other))
    }
    let names = losses[0].names
    #expect(names == [.total, .reconstruction, .kl, .classification])
    let terms = losses[0].values
    #expect(abs(terms[0] - (terms[1] + weight * terms[2] + 784 * terms[3])) <= 1e-4 * terms[0])
    #expect(distance(try gradients(warming), try gradients(plain)) < 1e-5)
  }

  /// A classifier has no KL term to warm up.
  @Test func aModelWithoutKLTerm() throws {
    let model = SemiSupervisedVAE.dense(.es, units: 6, objective: Objective())
    let plan = TrainingPlan(
      model, batchSize: 4, optimizer: SGD(learningRate: 1e-4), options: options { $0.klWarmUp = 4 })
    let trainer = try Trainer(plan, on: HostExecutor(), seed: 3)
    #expect(trainer.devicePlan.inputs["kl_factor"] == nil)
    try trainer.train(on: Synthetic.first())
  }
}

extension Synthetic {
  /// The first of its batches.
  static func first() throws -> TrainingBatch {
    var batches = try batches()
    return try batches.next()
  }
}
