import Compute
import Execution
import Graphs
import Models
import Testing
import Training

/// Whole models against PyTorch in float64: outputs, loss terms, the gradient of every parameter,
/// and training steps, with given weights and noise and without dropout.
@Suite("Parity with PyTorch", .serialized)
struct ParityTests {
  /// Where a model is run.
  enum Target: String, CaseIterable, Sendable {
    case cpu, gpu, host

    func makeExecutor() throws -> (any Executor)? {
      guard self != .host else { return HostExecutor() }
      guard let device = try Devices.all().first else { return nil }
      return try OpenCLExecutor(
        device, family: self == .cpu ? .cpu : .gpu, cacheDirectory: nil)
    }
  }

  private static let rows = 16
  private let generator = GoldenGenerator()

  @Test(
    arguments: Target.allCases,
    ["dense", "cnn"].flatMap { model in
      ["ss", "es", "eu"].map { "narrow-\(model)-\($0)" }
    })
  func narrowModels(_ target: Target, _ name: String) throws {
    for piGradient in Objective.PiGradient.allCases {
      try check(name, on: target, piGradient, steps: 5, fused: piGradient == .stopped)
    }
  }

  @Test(arguments: Target.allCases, ["ss", "es", "eu"])
  func fullDense(_ target: Target, _ family: String) throws {
    try check("full-dense-\(family)", on: target, .through, steps: 5)
  }

  @Test(arguments: [Target.cpu, .gpu], ["ss", "es", "eu"])
  func fullConvolutional(_ target: Target, _ family: String) throws {
    try check("full-cnn-\(family)", on: target, .through, steps: 5)
  }

  @Test func fullConvolutionalOnHost() throws {
    try check("full-cnn-ss", on: .host, .through, steps: 1)
  }

  private func check(
    _ name: String, on target: Target, _ piGradient: Objective.PiGradient, steps: Int,
    fused: Bool = true
  ) throws {
    guard let executor = try target.makeExecutor() else {
      print("skipped: \(name) on \(target): there is no OpenCL device")
      return
    }
    let golden = try GoldenCase(name)
    let model = try golden.model(piGradient)
    let latent = TensorSpec([Self.rows, model.latentSize])
    let plan = TrainingPlan(
      model, batchSize: Self.rows, optimizer: RMSprop(learningRate: 5e-4), dropsOut: false,
      inspected: true, givenNoise: latent)
    let trainer = try Trainer(plan, on: executor, seed: 0, fused: fused)
    try setVariables(of: trainer, golden)
    let batch = TrainingBatch(
      x: generator.images(
        model: golden.document.model, count: Self.rows * model.inputShape.count),
      labels: model.heads.map { _ in generator.labels(rows: Self.rows, labelled: 8) },
      labelled: (0..<Self.rows).map { $0 < 8 ? 1 : 0 })
    let title = "\(name) \(piGradient) on \(target)"
    for step in 0..<steps {
      let noise = HostTensor(
        generator.noise(step: step, count: latent.shape.count), shape: latent.shape)
      let losses = try trainer.train(on: batch, noise: noise)
      // Later steps are compared through the parameters; RMSprop amplifies rounding.
      if step == 0 {
        for (term, expected) in golden.losses(piGradient)[0] where losses[term] != nil {
          let actual = Double(losses[term] ?? .nan)
          #expect(abs(actual - expected) <= 1e-4 * abs(expected), "\(title): \(term) \(actual)")
        }
        try checkOutputs(trainer, golden, piGradient, title)
        try checkGradients(trainer, golden, piGradient, title)
        try checkParameters(trainer, golden, "parameter.1", piGradient, title)
        try checkStatistics(trainer, golden, piGradient, title)
      }
    }
    guard steps == 5 else { return }
    if golden.document.model == "dense" {
      try checkParameters(trainer, golden, "parameter.5", piGradient, title)
    }
    let last = HostTensor(
      generator.noise(step: 5, count: latent.shape.count), shape: latent.shape)
    let total = Double(try trainer.train(on: batch, noise: last)["total"] ?? .nan)
    let expected = try #require(golden.losses(piGradient)[5]["total"])
    #expect(abs(total - expected) <= 0.02 * expected, "\(title): loss after five steps \(total)")
  }

  private func setVariables(of trainer: Trainer, _ golden: GoldenCase) throws {
    let stored = trainer.variables.filter { $0.role != .optimizer }
    #expect(
      Set(stored.map(\.name)) == Set(golden.document.variables.map(\.name)), "\(golden.name)")
    for variable in stored {
      let values = try #require(
        generator.variable(variable.name, shape: variable.spec.shape.dimensions))
      try trainer.executor.set(variable, to: HostTensor(values, shape: variable.spec.shape))
    }
  }

  private func checkOutputs(
    _ trainer: Trainer, _ golden: GoldenCase, _ piGradient: Objective.PiGradient, _ title: String
  ) throws {
    for name in ["mean", "log_variance", "class_logits", "probabilities", "logits"]
    where trainer.devicePlan.outputs[name] != nil {
      let distance = try golden.distance(
        trainer.output(name).values, "output", name, piGradient)
      #expect(distance <= 1e-4, "\(title): output \(name) \(distance)")
    }
  }

  private func checkGradients(
    _ trainer: Trainer, _ golden: GoldenCase, _ piGradient: Objective.PiGradient, _ title: String
  ) throws {
    let zero = Set(golden.document.normalisedBiases)
    for variable in trainer.variables where variable.role == .parameter {
      let gradient = try trainer.output("gradient." + variable.name).values
      if zero.contains(variable.name) {
        let kernel = variable.name.dropLast("bias".count) + "kernel"
        let scale = golden.norm(try trainer.output("gradient." + kernel).values.map(Double.init))
        let size = golden.norm(gradient.map(Double.init))
        #expect(size <= 1e-5 * scale, "\(title): gradient of \(variable.name) \(size / scale)")
      } else {
        let distance = try golden.distance(gradient, "gradient", variable.name, piGradient)
        #expect(distance <= 1e-4, "\(title): gradient of \(variable.name) \(distance)")
      }
    }
  }

  private func checkParameters(
    _ trainer: Trainer, _ golden: GoldenCase, _ group: String,
    _ piGradient: Objective.PiGradient, _ title: String
  ) throws {
    for variable in trainer.variables
    where variable.role == .parameter && !golden.document.normalisedBiases.contains(variable.name) {
      let distance = try golden.distance(
        trainer.executor.value(of: variable).values, group, variable.name, piGradient)
      #expect(distance <= 1e-3, "\(title): \(group) of \(variable.name) \(distance)")
    }
  }

  private func checkStatistics(
    _ trainer: Trainer, _ golden: GoldenCase, _ piGradient: Objective.PiGradient, _ title: String
  ) throws {
    for variable in trainer.variables where variable.role == .statistic {
      let distance = try golden.distance(
        trainer.executor.value(of: variable).values, "moving.1", variable.name, piGradient)
      #expect(distance <= 1e-4, "\(title): \(variable.name) \(distance)")
    }
  }
}
