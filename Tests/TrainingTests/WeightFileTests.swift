import Execution
import Files
import Graphs
import Models
import Testing
import Training

@Suite struct WeightFileTests {
  @Test(arguments: SemiSupervisedVAE.Family.allCases)
  func givesBackTheSameBits(_ family: SemiSupervisedVAE.Family) async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/model.safetensors"
      let (saved, loaded) = (try makeTrainer(family), try makeTrainer(family, seed: 99))
      try WeightFile.save(saved.variables, of: saved.executor, to: path)
      #expect(try bits(loaded) != bits(saved))
      let fit = try WeightFile.load(
        path, into: loaded.executor, variables: loaded.variables, seed: 1)
      #expect(fit == .complete)
      #expect(try bits(loaded) == bits(saved))
      let names = try SafetensorsFile(at: path).names
      #expect(!names.contains { $0.contains("accumulator") })
      #expect(names.contains("encoder.dense1.kernel"))
    }
  }

  struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: [String]
    let apply: @Sendable ([NamedArray]) -> [NamedArray]
  }

  static let damages = [
    Damage(
      testDescription: "missing",
      message: ["no tensor 'encoder.dense2.bias'", "shape [6]"],
      apply: { $0.filter { $0.name != "encoder.dense2.bias" } }),
    Damage(
      testDescription: "extra",
      message: ["an extra tensor 'encoder.dense9.bias' of shape [2]", "none of this name"],
      apply: { $0 + [NamedArray("encoder.dense9.bias", shape: [2], [0, 0])] }),
    Damage(
      testDescription: "shape",
      message: ["tensor 'pi.bias' of shape [9]", "shape [10]"],
      apply: {
        $0.filter { $0.name != "pi.bias" }
          + [NamedArray("pi.bias", shape: [9], Array(repeating: 0, count: 9))]
      }),
    Damage(
      testDescription: "type",
      message: ["tensor 'pi.bias' of another element type", "float32"],
      apply: {
        $0.filter { $0.name != "pi.bias" }
          + [NamedArray("pi.bias", shape: [10], values: .int32(Array(repeating: 0, count: 10)))]
      }),
    Damage(
      testDescription: "not finite",
      message: ["found nan at index 3 of tensor 'pi.bias'", "finite values", "learning rate"],
      apply: {
        $0.filter { $0.name != "pi.bias" }
          + [NamedArray("pi.bias", shape: [10], (0..<10).map { $0 < 3 ? 0 : .nan })]
      }),
    Damage(
      testDescription: "several",
      message: ["no tensor 'decoder.dense1.bias'", "more differences"],
      apply: { $0.filter { !$0.name.hasPrefix("decoder.") } }),
  ]

  @Test(arguments: damages)
  func namesWhatDoesNotFitAndChangesNothing(_ damage: Damage) async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/model.safetensors"
      let (saved, loaded) = (try makeTrainer(), try makeTrainer(seed: 99))
      try WeightFile.save(saved.variables, of: saved.executor, to: path)
      try SafetensorsFile.write(damage.apply(try SafetensorsFile(at: path).arrays()), to: path)
      let before = try bits(loaded)
      let error = failure {
        try WeightFile.load(path, into: loaded.executor, variables: loaded.variables, seed: 1)
      }
      #expect(error?.kind == .badData)
      for part in [path] + damage.message {
        #expect(error?.description.contains(part) == true, "\(error?.description ?? "no error")")
      }
      #expect(try bits(loaded) == before)
    }
  }

  /// Section 2.4 of the paper: an unsupervised model's weights can be reused.
  @Test func takesUnsupervisedWeights() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/model.safetensors"
      let (eu, ss) = (try makeTrainer(.eu), try makeTrainer(.ss, seed: 99))
      try WeightFile.save(eu.variables, of: eu.executor, to: path)
      let fit = try WeightFile.load(
        path, into: ss.executor, variables: ss.variables, seed: 5)
      #expect(fit == .withoutHeads(initialised: ["pi.bias", "pi.kernel"]))

      let (old, new) = (try bits(eu), try bits(ss))
      let kernel = "decoder.dense1.kernel"
      #expect(new[kernel] == (old[kernel] ?? []) + Array(repeating: 0, count: 10 * 6))
      #expect(try new["pi.kernel"] == bits(makeTrainer(.ss, seed: 5))["pi.kernel"])
      for name in old.keys where name != kernel && !name.hasSuffix("accumulator") {
        #expect(new[name] == old[name], "\(name)")
      }

      func reconstruction(_ trainer: Trainer) throws -> [Float] {
        let predictor = Predictor(trainer.plan.model, batchSize: 4, on: trainer.executor)
        try predictor.prepare()
        let x = try Synthetic.images.values(of: 0..<4)
        let outputs = try predictor.predict(count: 4) { _ in x }
        return try #require(outputs["reconstruction"]).values
      }
      let (before, after) = (try reconstruction(eu), try reconstruction(ss))
      #expect(zip(before, after).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test(arguments: [
    (SemiSupervisedVAE.Family.ss, SemiSupervisedVAE.Family.eu), (.ss, .es), (.es, .ss),
    (.es, .eu), (.eu, .es),
  ])
  func refusesOtherFamilies(
    _ from: SemiSupervisedVAE.Family, _ into: SemiSupervisedVAE.Family
  ) async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/model.safetensors"
      let (saved, loaded) = (try makeTrainer(from), try makeTrainer(into, seed: 99))
      try WeightFile.save(saved.variables, of: saved.executor, to: path)
      let before = try bits(loaded)
      let error = failure {
        try WeightFile.load(path, into: loaded.executor, variables: loaded.variables, seed: 1)
      }
      #expect(error?.kind == .badData)
      #expect(try bits(loaded) == before)
    }
  }

  @Test func refusesUnsupervisedWeightsOfAnotherSize() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/model.safetensors"
      let (eu, ss) = (try makeTrainer(.eu, units: 5), try makeTrainer(.ss))
      try WeightFile.save(eu.variables, of: eu.executor, to: path)
      let before = try bits(ss)
      let error = failure {
        try WeightFile.load(path, into: ss.executor, variables: ss.variables, seed: 5)
      }
      #expect(error?.description.contains("'decoder.dense1.bias' of shape [5]") == true)
      #expect(error?.description.contains("expected shape [6]") == true)
      #expect(try bits(ss) == before)
    }
  }

  @Test func tellsAMissingFile() async throws {
    let trainer = try makeTrainer()
    let error = failure {
      try WeightFile.load(
        "/nowhere/model.safetensors", into: trainer.executor, variables: trainer.variables,
        seed: 1)
    }
    #expect(error?.kind == .notFound)
  }
}
