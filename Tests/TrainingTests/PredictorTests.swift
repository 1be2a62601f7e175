import Execution
import Models
import Testing
import Training

/// Batches that are submitted before the outputs of earlier ones are read.
@Suite struct PredictorTests {
  private struct Unreadable: Error {}

  private func makePredictor(on executor: any Executor) throws -> Predictor {
    let predictor = Predictor(
      SemiSupervisedVAE.dense(.ss, units: 6, objective: Objective()), batchSize: 3, on: executor)
    try predictor.prepare()
    try executor.initialize(predictor.variables, seed: 7)
    return predictor
  }

  /// Rows that differ from each other.
  private func images(_ rows: Range<Int>) -> [Float] {
    rows.flatMap { row in (0..<784).map { Float(($0 * (row + 3)) % 11) / 11 } }
  }

  @Test func everyRowGetsItsOwnOutputsOnTheHost() throws {
    try expectOwnOutputs(on: .host)
  }

  @Test(
    .enabled(if: TestDevice.isAvailable, TestDevice.skipNote),
    arguments: StepSequenceTests.Target.devices)
  func everyRowGetsItsOwnOutputs(_ target: StepSequenceTests.Target) throws {
    try expectOwnOutputs(on: target)
  }

  private func expectOwnOutputs(on target: StepSequenceTests.Target) throws {
    let predictor = try makePredictor(on: target.makeExecutor(.automatic))
    let alone = try (0..<8).map { row in
      try #require(
        predictor.predict(count: 1, outputs: ["mean"]) { _ in images(row..<row + 1) }["mean"]
      ).values
    }
    var rows: [Range<Int>] = []
    var means: [[Float]] = []
    try predictor.forEachBatch(of: 8, outputs: ["mean"], samples: images) {
      rows.append($0.rows)
      #expect($0.samples == images($0.rows))
      means += $0.outputs.values.flatMap { output in
        stride(from: 0, to: output.shape.count, by: output.shape.last).map {
          Array(output.values[$0..<$0 + output.shape.last])
        }
      }
    }
    #expect(rows == [0..<3, 3..<6, 6..<8])
    #expect(means == alone)
    #expect(Set(means).count == 8)
  }

  @Test(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
  func samplesThatCannotBeReadEndThePrediction() throws {
    let executor = try StepSequenceTests.Target.cpu.makeExecutor(.automatic)
    let predictor = try makePredictor(on: executor)
    var read = 0
    #expect(throws: Unreadable.self) {
      try predictor.predict(count: 9) { rows in
        guard rows.lowerBound < 6 else { throw Unreadable() }
        read += rows.count
        return images(rows)
      }
    }
    #expect(read == 6)
    let outputs = try predictor.predict(count: 4, samples: images)
    #expect(outputs["mean"]?.shape.dimensions.first == 4)
  }
}
