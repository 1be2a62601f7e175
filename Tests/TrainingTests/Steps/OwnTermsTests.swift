import Execution
import Graphs
import Layers
import Operations
import Testing
import Training

/// A model of a user's own with ten terms: built-in losses and others, each weighted in one place.
private struct TenTerms: Model {
  static let names =
    ["reconstruction", "kl", "classification"] + (1...7).map { "own\($0)" }
  static let weights: [Float] = [2, 0.25, 3, 0.1, -0.5, 0, 1, 0.02, 5, 0.75]

  let inputShape: Shape = [5]
  let heads = [CategoricalHead(classes: 3)]

  func losses(_ batch: ModelBatch, _ context: inout Context) -> Losses {
    let hidden = context.within("hidden") { Dense(4, activation: .tanh)(batch.x, &$0) }
    let posterior = context.within("latent") { GaussianHead(2)(hidden, &$0) }
    let classes = context.within("pi") { heads[0](hidden, &$0) }
    let logits = context.within("output") { Dense(5)(posterior.mean, &$0) }
    let squares = Reduction(.sum)(hidden * hidden)
    let values =
      [
        BernoulliLoss()(logits, batch.x),
        KLDivergence()(posterior.mean, posterior.logVariance),
        MaskedCrossEntropy()(classes.logits, batch.labels[0], batch.labelled),
        Reduction(.mean)(hidden * hidden), Reduction(.sum)(logits), squares,
        Reduction(.mean)(logits * logits), squares * squares,
        Reduction(.mean)(posterior.logVariance),
      ] + [
        // Sums of losses, one of which has been a term of its own.
        KLDivergence()(posterior.mean, posterior.logVariance)
          + BernoulliLoss()(logits, batch.x)
      ]
    return Losses(
      zip(zip(Self.names, Self.weights), values).map { term, value in
        Losses.Term(LossName(rawValue: term.0), value, weight: term.1)
      })
  }

  func predictions(_ x: Tensor, _ context: inout Context) -> [Graph.Output] { [] }
}

/// Losses with any number of terms.
@Suite struct OwnTermsTests {
  private let batch = TrainingBatch(
    x: (0..<30).map { Float($0 * 7 % 11) / 11 }, labels: [[0, 1, 2, 1, 0, 2]],
    labelled: [1, 1, 1, 1, 0, 0])

  private func makeTrainer(
    on executor: any Executor, scaling: LossScaling? = nil,
    options: TrainingOptions = TrainingOptions()
  ) throws -> Trainer {
    let plan = TrainingPlan(
      TenTerms(), batchSize: 6, optimizer: SGD(learningRate: 0), options: options,
      lossScaling: scaling)
    return try Trainer(plan, on: executor, seed: 5)
  }

  /// The values of the trainer's variables and of the batch.
  private func leaves(_ trainer: Trainer) throws -> [String: HostTensor<Double>] {
    var leaves: [String: HostTensor<Double>] = [
      "x": HostTensor(batch.x.floats.map(Double.init), shape: [6, 5]),
      "labels": HostTensor(integers: batch.labels[0], shape: [6]),
      "labelled": HostTensor(integers: batch.labelled, shape: [6]),
      TrainingPlan.halted.name: HostTensor(integers: [0], shape: [1]),
    ]
    for variable in trainer.variables {
      leaves[variable.name] = try trainer.executor.value(of: variable).converted(to: Double.self)
    }
    return leaves
  }

  private func total(_ plan: TrainingPlan, _ leaves: [String: HostTensor<Double>]) throws -> Double
  {
    let losses = try #require(plan.graph.outputs.first { $0.name == "losses" })
    return evaluate(losses.tensor, leaves).values[0]
  }

  /// The gradients of the step are those of the total, by central differences in double precision.
  private func expectGradients(on target: StepSequenceTests.Target, _ scaling: LossScaling?) throws
  {
    let trainer = try makeTrainer(on: target.makeExecutor(.automatic), scaling: scaling)
    let leaves = try leaves(trainer)
    let losses = try trainer.train(on: batch)
    #expect(losses.names.map(\.rawValue) == ["total"] + TenTerms.names)
    let sum = zip(TenTerms.weights, losses.values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(losses.values[0] - sum) <= 1e-5 * abs(sum))
    #expect(abs(Double(sum) - (try total(trainer.plan, leaves))) <= 1e-5 * Double(abs(sum)))
    var expected: [String: [Float]] = [:]
    for variable in trainer.variables where variable.role == .parameter {
      let value = try #require(leaves[variable.name])
      expected[variable.name] = try value.values.indices.map { element in
        func shifted(_ amount: Double) throws -> Double {
          var values = value.values
          values[element] += amount
          var moved = leaves
          moved[variable.name] = HostTensor(values, shape: value.shape)
          return try total(trainer.plan, moved)
        }
        return Float(try (shifted(1e-5) - shifted(-1e-5)) / 2e-5)
      }
    }
    let gradients = try gradients(trainer)
    #expect(Set(gradients.keys) == Set(expected.keys))
    for (name, values) in expected {
      #expect(
        distance([name: gradients[name] ?? []], [name: values]) < 1e-4, "\(name) on \(target)")
    }
  }

  @Test(arguments: [nil, LossScaling(initialScale: 64)])
  func gradientsAreThoseOfTheTotalOnTheHost(_ scaling: LossScaling?) throws {
    try expectGradients(on: .host, scaling)
  }

  @Test(
    .enabled(if: TestDevice.isAvailable, TestDevice.skipNote),
    arguments: StepSequenceTests.Target.devices)
  func gradientsAreThoseOfTheTotal(_ target: StepSequenceTests.Target) throws {
    try expectGradients(on: target, nil)
  }

  /// With ten terms the KL term still warms up.
  @Test func oneTermWarmsUp() throws {
    let trainer = try makeTrainer(on: HostExecutor(), options: options { $0.klWarmUp = 2 })
    for factor: Float in [0, 0.5, 1] {
      let losses = try trainer.train(on: batch)
      var weights = TenTerms.weights
      weights[1] *= factor
      let sum = zip(weights, losses.values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(losses.values[0] - sum) <= 1e-5 * abs(sum))
    }
  }
}
