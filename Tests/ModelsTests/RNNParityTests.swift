import Execution
import Foundation
import Graphs
import Models
import Testing
import Training

extension WholeModels {
  @Suite("recurrent")
  struct RNNParityTests {
    @Test(arguments: ParityTarget.allCases)
    func narrow(_ target: ParityTarget) async throws {
      let fused = [Objective.PiGradient.through, .stopped].flatMap { piGradient in
        ["ss", "es", "eu", "hard"].map {
          GoldenRun(name: "narrow-rnn-\($0)", piGradient: piGradient)
        }
      }
      try await expectParity(
        fused + [
          GoldenRun(name: "narrow-rnn-ss", fused: false),
          GoldenRun(name: "narrow-rnn-hard", fused: false),
          GoldenRun(name: "narrow-rnn-ss", piGradient: .stopped, fused: false),
        ], on: target)
    }

    @Test(arguments: [ParityTarget.cpu, .gpu])
    func full(_ target: ParityTarget) async throws {
      try await expectParity(
        target.families.map { GoldenRun(name: "full-rnn-\($0)") } + [
          GoldenRun(name: "full-rnn-ss", piGradient: .stopped, fused: false)
        ], on: target)
    }

    @Test func fullOnHost() async throws {
      try await expectParity([GoldenRun(name: "full-rnn-ss")], on: .host)
    }

    /// Predictions with the initial weights, 16 rows in batches of 5.
    @Test(arguments: ParityTarget.allCases)
    func predictions(_ target: ParityTarget) throws {
      let name = "narrow-rnn-ss"
      let executor = try target.makeExecutor(for: [name])
      let golden = try GoldenCase(name)
      let model = try golden.model(.through)
      let predictor = Predictor(model, batchSize: 5, on: executor)
      try predictor.prepare()
      for variable in predictor.variables {
        let values = try #require(golden.initial(variable))
        try executor.set(variable, to: HostTensor(values, shape: variable.spec.shape))
      }
      let x = golden.batch(for: model).x.floats
      let size = model.inputShape.count
      let found = try predictor.predict(count: golden.rows) {
        Array(x[($0.lowerBound * size)..<($0.upperBound * size)])
      }
      for (name, last) in [
        ("mean", 2), ("log_variance", 2), ("probabilities", 6), ("reconstruction", 3),
        ("standard_deviation", 3),
      ] {
        let output = try #require(found[name])
        #expect(output.shape == [golden.rows, 7, last], "\(name) on \(target)")
        let distance = try golden.distance(output.values, "inference", name, .through)
        #expect(distance <= 1e-5, "\(name) on \(target): \(distance)")
      }
      let logarithms = try #require(found["log_probabilities"]).values
      let distance = try golden.distance(
        logarithms.map { exp($0) }, "inference", "probabilities", .through)
      #expect(distance <= 1e-5, "log_probabilities on \(target): \(distance)")
    }
  }
}
