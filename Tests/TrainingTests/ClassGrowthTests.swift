import Execution
import Graphs
import Layers
import Models
import Operations
import Testing
import Training

/// Weights of a classifier in a model whose classifier has more classes.
@Suite struct ClassGrowthTests {
  /// A model of 4 values, 3 units, 2 latent dimensions and some classes.
  private func makeTrainer(classes: Int, seed: UInt64) throws -> Trainer {
    let model = SemiSupervisedVAE(
      inputShape: [4], encoder: Sequential([("dense1", Dense(3, activation: .relu))]),
      latent: GaussianHead(2), heads: [CategoricalHead(classes: classes)],
      decoder: Sequential([("dense1", Dense(3, activation: .relu)), ("output", Dense(4))]))
    let plan = TrainingPlan(model, batchSize: 2, optimizer: RMSprop(learningRate: 1e-3))
    return try Trainer(plan, on: HostExecutor(), seed: seed)
  }

  private func values(_ trainer: Trainer, _ name: String) throws -> [Float] {
    let variable = try #require(trainer.variables.first { $0.name == name })
    return try trainer.executor.value(of: variable).values
  }

  @Test func newClassesBeginWithZeros() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/model.safetensors"
      let (old, new) = (try makeTrainer(classes: 3, seed: 1), try makeTrainer(classes: 5, seed: 2))
      try WeightFile.save(old.variables, of: old.executor, to: path)
      let fit = try WeightFile.load(
        path, into: new.executor, variables: new.variables, seed: 3, growth: ClassGrowth(by: 2))
      #expect(fit == .withFewerClasses(head: "pi"))
      let kernel = try values(old, "pi.kernel")
      let rows = (0..<3).map { Array(kernel[3 * $0..<3 * $0 + 3]) }
      #expect(try values(new, "pi.kernel") == rows.flatMap { $0 + [0, 0] })
      #expect(try values(new, "pi.bias").count == 5)
      // Two latent dimensions and three classes: 5 rows of 3, then two of zeros.
      let decoder = try values(old, "decoder.dense1.kernel")
      #expect(decoder.count == 15)
      #expect(
        try values(new, "decoder.dense1.kernel") == decoder + [Float](repeating: 0, count: 6))
      #expect(try values(new, "encoder.dense1.kernel") == values(old, "encoder.dense1.kernel"))
    }
  }

  @Test func otherNumbersOfClassesAreRefused() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/model.safetensors"
      let (old, new) = (try makeTrainer(classes: 3, seed: 1), try makeTrainer(classes: 6, seed: 2))
      try WeightFile.save(old.variables, of: old.executor, to: path)
      let error = failure {
        try WeightFile.load(
          path, into: new.executor, variables: new.variables, seed: 3, growth: ClassGrowth(by: 2))
      }
      #expect(error?.kind == .badData)
      // Weights that fit are taken as they are.
      try WeightFile.save(new.variables, of: new.executor, to: path)
      let fit = try WeightFile.load(
        path, into: new.executor, variables: new.variables, seed: 3, growth: ClassGrowth(by: 2))
      #expect(fit == .complete)
    }
  }
}
