import Execution
import Graphs
import Layers
import Models
import Testing
import Training

/// One golden case on one executor: every number of the first step, then four more steps.
///
/// Numbers are compared as ‖actual − golden‖ / ‖golden‖; the largest of each group is noted.
struct ParityCheck {
  private let golden: GoldenCase
  private let course: GoldenRun
  private let title: String
  private let model: SemiSupervisedVAE
  private let trainer: Trainer
  private let generator = GoldenGenerator()
  private var worst: [String: Double] = [:]

  init(_ course: GoldenRun, on executor: any Executor, named target: ParityTarget) throws {
    self.course = course
    golden = try GoldenCase(course.name)
    title = "\(course.name) \(course.piGradient) on \(target)"
    model = try golden.model(course.piGradient)
    let plan = TrainingPlan(
      model, batchSize: golden.rows, optimizer: RMSprop(learningRate: golden.learningRate),
      dropsOut: false, inspected: true,
      givenNoise: TensorSpec(Shape([golden.rows] + model.latentShape.dimensions)))
    trainer = try Trainer(plan, on: executor, seed: 0, fused: course.fused)
    let stored = trainer.variables.filter { $0.role != .optimizer }
    #expect(Set(stored.map(\.name)) == Set(golden.document.variables.map(\.name)), "\(title)")
    for variable in stored {
      let values = try #require(golden.initial(variable))
      try executor.set(variable, to: HostTensor(values, shape: variable.spec.shape))
    }
  }

  /// Takes the steps, compares, and prints the largest distance of each group.
  mutating func run() throws {
    let batch = golden.batch(for: model)
    for step in 0..<course.steps {
      let losses = try trainer.train(on: batch, noise: noise(step))
      // Later steps are compared through the parameters; RMSprop amplifies rounding.
      if step == 0 { try checkFirst(losses) }
    }
    if course.steps == 5 {
      if course.comparesFifth { try checkParameters("parameter.5") }
      let total = Double(try trainer.train(on: batch, noise: noise(5))["total"] ?? .nan)
      let expected = try #require(golden.losses(piGradient)[5]["total"])
      note(abs(total - expected) / expected, "loss after five steps", "total", within: 0.02)
    }
    let groups = worst.sorted { $0.key < $1.key }.map { "\($0.key) \(Float($0.value))" }
    print("\(title): \(groups.joined(separator: ", "))")
  }

  private var piGradient: Objective.PiGradient { course.piGradient }

  private func noise(_ step: Int) -> HostTensor<Float> {
    let shape = Shape([golden.rows] + model.latentShape.dimensions)
    return HostTensor(generator.noise(step: step, count: shape.count), shape: shape)
  }

  private mutating func note(_ distance: Double, _ group: String, _ name: String, within: Double) {
    #expect(distance <= within, "\(title): \(group) \(name) \(distance)")
    worst[group] = distance.isNaN ? distance : max(worst[group] ?? 0, distance)
  }

  private mutating func checkFirst(_ losses: LossValues) throws {
    #expect(Set(losses.names.map(\.rawValue)) == Set(golden.losses(piGradient)[0].keys), "\(title)")
    for (term, expected) in golden.losses(piGradient)[0] {
      let actual = Double(losses[LossName(rawValue: term)] ?? .nan)
      note(abs(actual - expected) / abs(expected), "losses", term, within: 1e-4)
    }
    for name in golden.outputNames {
      let distance = try golden.distance(trainer.output(name).values, "output", name, piGradient)
      note(distance, "outputs", name, within: 1e-4)
    }
    try checkGradients()
    try checkParameters("parameter.1")
    for variable in trainer.variables where variable.role == .statistic {
      let distance = try golden.distance(
        trainer.executor.value(of: variable).values, "moving.1", variable.name, piGradient)
      note(distance, "statistics", variable.name, within: 1e-4)
    }
  }

  private mutating func checkGradients() throws {
    let zero = Set(golden.document.normalisedBiases)
    for variable in trained {
      let gradient = try trainer.output("gradient." + variable.name).values
      if zero.contains(variable.name) {
        let kernel = variable.name.dropLast("bias".count) + "kernel"
        let scale = golden.norm(try trainer.output("gradient." + kernel).values.map(Double.init))
        let size = golden.norm(gradient.map(Double.init)) / scale
        note(size, "zero gradients", variable.name, within: 1e-5)
      } else {
        let distance = try golden.distance(gradient, "gradient", variable.name, piGradient)
        note(distance, "gradients", variable.name, within: 1e-4)
      }
    }
    for variable in untrained {
      #expect(trainer.devicePlan.outputs["gradient." + variable.name] == nil, "\(title)")
    }
  }

  private mutating func checkParameters(_ group: String) throws {
    for variable in trained where !golden.document.normalisedBiases.contains(variable.name) {
      let value = try trainer.executor.value(of: variable).values
      let undecided = golden.undecided(variable.name, count: value.count, piGradient)
      let distance = try golden.distance(value, group, variable.name, piGradient) {
        !undecided.contains($0)
      }
      note(distance, group, variable.name, within: 1e-3)
    }
    for variable in untrained {
      let value = try trainer.executor.value(of: variable).values
      #expect(value == golden.initial(variable), "\(title)")
    }
  }

  private var trained: [Variable] {
    trainer.variables.filter { $0.role == .parameter && !isOfUnlabelledHead($0) }
  }

  /// Parameters of the heads whose labels do not enter the loss.
  private var untrained: [Variable] {
    trainer.variables.filter { $0.role == .parameter && isOfUnlabelledHead($0) }
  }

  private func isOfUnlabelledHead(_ variable: Variable) -> Bool {
    model.heads.contains { head in
      !model.labelledHeads.contains(head.name) && variable.name.hasPrefix("pi.\(head.name).")
    }
  }
}
