import Compute
import Execution
import Graphs
import Models
import Operations
import Testing
import Training

/// Scaled losses, and whole steps whose large tensors are stored in half precision.
@Suite struct HalfTrainingTests {
  private func makeTrainer(
    _ model: SemiSupervisedVAE, _ scaling: LossScaling?, on executor: any Executor = HostExecutor()
  ) throws -> Trainer {
    let plan = TrainingPlan(
      model, batchSize: 4, optimizer: RMSprop(learningRate: 1e-3, momentum: 0.9),
      lossScaling: scaling)
    return try Trainer(plan, on: executor, seed: 3)
  }

  private let dense = SemiSupervisedVAE.dense(.ss, units: 6, objective: Objective())

  /// The bits of all variables but the loss scale.
  private func parameters(_ trainer: Trainer) throws -> [String: [UInt32]] {
    try bits(trainer).filter { !$0.key.hasPrefix("training.") }
  }

  private func value(_ name: String, of trainer: Trainer) throws -> Float? {
    try bits(trainer)["training." + name].map { Float(bitPattern: $0[0]) }
  }

  @Test func scalesGiveTheSameBits() throws {
    var results: [[String: [UInt32]]] = []
    for scale in [Float(2), 1024] {
      let trainer = try makeTrainer(dense, LossScaling(initialScale: scale, interval: 2))
      var batches = try Synthetic.batches()
      try trainer.run(&batches, steps: 5)
      results.append(try parameters(trainer))
      // Doubled after the second and the fourth step.
      #expect(try value("loss_scale", of: trainer) == 4 * scale)
      #expect(try value("loss_scale_steps", of: trainer) == 1)
    }
    #expect(results[0] == results[1])
  }

  /// The gradients that the optimiser reads are those of the loss.
  @Test func gradientsAreUnscaled() throws {
    let batch = try Synthetic.batches().first()
    let trainers = try [nil, LossScaling()].map { try makeTrainer(dense, $0) }
    for trainer in trainers { try trainer.train(on: batch) }
    for variable in trainers[0].variables where variable.role == .parameter {
      let gradients = try trainers.map { try $0.output("gradient." + variable.name).values }
      #expect(distance(gradients[1], gradients[0]) < 1e-5, "\(variable.name)")
    }
  }

  /// A scale at which float32 itself overflows: steps change nothing until it is small enough.
  @Test(arguments: [1, 2])
  func overflowSkipsTheStep(_ maxInFlight: Int) throws {
    let plan = TrainingPlan(
      dense, batchSize: 4, optimizer: RMSprop(learningRate: 1e-3),
      lossScaling: LossScaling(initialScale: 0x1p127))
    let trainer = try Trainer(plan, on: HostExecutor(), seed: 3, maxInFlight: maxInFlight)
    let before = try parameters(trainer)
    var batches = try Synthetic.batches()
    try trainer.run(&batches, steps: 2)
    #expect(try value("loss_scale", of: trainer) == 0x1p125)
    #expect(try parameters(trainer) == before && trainer.step == 2)
    try trainer.run(&batches, steps: 40)
    let scale = try #require(try value("loss_scale", of: trainer))
    #expect(scale < 0x1p125 && scale > 1)
    #expect(try parameters(trainer) != before)
  }

  @Test func theScaleIsSaved() async throws {
    try await withTemporaryFolder { folder in
      let scaling = LossScaling(initialScale: 64, interval: 4)
      let whole = try makeTrainer(dense, scaling)
      let store = CheckpointStore("\(folder)/checkpoints")
      var batches = try Synthetic.batches()
      for step in 1...11 {
        if step == 7 { try store.save(state(whole), from: whole) }
        try whole.train(on: batches.next())
      }
      let resumed = try makeTrainer(dense, scaling)
      _ = try #require(try store.restoreLast(into: resumed))
      #expect(try value("loss_scale", of: resumed) == 128)
      #expect(try value("loss_scale_steps", of: resumed) == 2)
      var again = try Synthetic.batches()
      for step in 1...11 {
        let batch = try again.next()
        if step >= 7 { try resumed.train(on: batch) }
      }
      #expect(try bits(resumed) == bits(whole))
    }
  }

  /// A convolutional model in half precision on any device, next to float32 on the host: the losses
  /// differ by 2 % at most, the gradient by 20 % of its norm, and the arena is smaller. Rounding takes
  /// some values of so small a batch to the other side of relu's zero.
  @Test(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
  func halfPrecisionIsCloseToFloat32() throws {
    let device = try TestDevice.first()
    let model = SemiSupervisedVAE.cnn(.ss, channels: 8, units: 16, objective: Objective())
    var traits = DeviceTraits(device.description, family: .gpu)
    let float32 = traits
    traits.precision = .half
    let executor = try OpenCLExecutor(device, traits, cacheDirectory: nil)
    let trainers = [
      // A scale at which nothing overflows: the first step is to count.
      try makeTrainer(model, nil),
      try makeTrainer(model, LossScaling(initialScale: 8), on: executor),
    ]
    let batch = try Synthetic.batches().first()
    let losses = try trainers.map { try $0.train(on: batch) }
    for (name, value) in zip(losses[0].names, losses[0].values) {
      #expect(abs(try #require(losses[1][name]) - value) <= 0.02 * abs(value), "\(name)")
    }
    let parameters = trainers[0].variables.filter { $0.role == .parameter }
    let gradients = try trainers.map { trainer in
      try parameters.flatMap { try trainer.output("gradient." + $0.name).values }
    }
    #expect(distance(gradients[1], gradients[0]) < 0.2)
    let plan = trainers[1].devicePlan
    #expect(plan.values.contains { $0.spec.elementType == .float16 })
    let whole = try Plan(trainers[1].plan.graph.fused(for: float32), for: float32)
    #expect(plan.arenaBytes < whole.arenaBytes)
  }

  /// An activation beyond half precision's range is named, although float32 holds it.
  @Test(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
  func anOverflowingActivationIsNamed() throws {
    let device = try TestDevice.first()
    var traits = DeviceTraits(device.description, family: .gpu)
    traits.precision = .half
    let executor = try OpenCLExecutor(device, traits, cacheDirectory: nil)
    let trainer = try makeTrainer(dense, LossScaling(), on: executor)
    let kernel = try #require(trainer.variables.first { $0.name == "encoder.dense1.kernel" })
    try executor.set(
      kernel,
      to: HostTensor(
        Array(repeating: 1e6, count: kernel.spec.shape.count), shape: kernel.spec.shape))
    let batch = try Synthetic.batches().first()
    let error = #expect(throws: TrainingError.self) { _ = try trainer.train(on: batch) }
    guard case .notFinite(_, _, let tensor) = try #require(error) else { return }
    #expect(tensor.hasPrefix("encoder.dense1"), "\(tensor)")
  }

  private func distance(_ actual: [Float], _ expected: [Float]) -> Double {
    let pairs = zip(actual, expected).map { (Double($0), Double($1)) }
    let difference = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let norm = pairs.reduce(0) { $0 + $1.1 * $1.1 }
    return (difference / (norm + 1e-12)).squareRoot()
  }
}

extension SampleBatches {
  /// The first of these batches.
  fileprivate func first() throws -> TrainingBatch {
    var batches = self
    return try batches.next()
  }
}
