import Execution
import Foundation
import Graphs
import Models
import Testing
import Training

/// The recurrent model against PyTorch in float64, as `ParityTests` has it for the other models.
///
/// The cases of one test share an executor and so compile each kernel once.
@Suite("Parity with PyTorch: RNN")
struct RNNParityTests {
  @Test(arguments: ParityTests.Target.allCases)
  func narrow(_ target: ParityTests.Target) throws {
    let cases = ["ss", "es", "eu", "hard"].map { "narrow-rnn-\($0)" }
    for piGradient in Objective.PiGradient.allCases {
      try check(cases, on: target, piGradient, steps: 5, fused: true)
    }
    try check(["narrow-rnn-ss", "narrow-rnn-hard"], on: target, .through, steps: 5, fused: false)
    try check(["narrow-rnn-ss"], on: target, .stopped, steps: 5, fused: false)
  }

  @Test(arguments: [ParityTests.Target.cpu, .gpu])
  func full(_ target: ParityTests.Target) throws {
    let families = ParityTests.families(on: target)
    try check(families.map { "full-rnn-\($0)" }, on: target, .through, steps: 5, fused: true)
    try check(["full-rnn-ss"], on: target, .stopped, steps: 5, fused: false)
  }

  @Test func fullOnHost() throws {
    try check(["full-rnn-ss"], on: .host, .through, steps: 5, fused: true)
  }

  /// Predictions with the initial weights, 16 rows in batches of 5.
  @Test(arguments: ParityTests.Target.allCases)
  func predictions(_ target: ParityTests.Target) throws {
    let name = "narrow-rnn-ss"
    guard let executor = try target.makeExecutor(for: [name]) else { return }
    let golden = try GoldenCase(name)
    let model = try golden.model(.through)
    let predictor = Predictor(model, batchSize: 5, on: executor)
    try predictor.prepare()
    for variable in predictor.variables {
      let values = try #require(golden.initial(variable))
      try executor.set(variable, to: HostTensor(values, shape: variable.spec.shape))
    }
    let x = golden.batch(for: model).x
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

  private func check(
    _ cases: [String], on target: ParityTests.Target, _ piGradient: Objective.PiGradient,
    steps: Int, fused: Bool
  ) throws {
    guard let executor = try target.makeExecutor(for: cases) else { return }
    for name in cases {
      var check = try ParityCheck(name, on: executor, named: target, piGradient, fused: fused)
      try check.run(steps: steps, comparesFifth: true)
    }
  }
}
