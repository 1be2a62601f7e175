import Execution
import Graphs
import Layers
import Models
import Testing
import Training

/// The three ways of the reconstruction's gradient through π.
@Suite struct PiGradientTests {
  private static let rows = 4

  /// The gradient of π's kernel in the first step, with the labels weighted by 1.
  private func gradient(
    _ piGradient: Objective.PiGradient, labelled: [Int32]
  ) throws -> [Float] {
    let model = SemiSupervisedVAE.dense(
      .ss, units: 5, objective: Objective(labelWeight: 1, piGradient: piGradient))
    let plan = TrainingPlan(
      model, batchSize: Self.rows, optimizer: RMSprop(learningRate: 1e-3))
    let trainer = try Trainer(plan, on: HostExecutor(), seed: 5)
    try trainer.train(
      on: TrainingBatch(
        x: GoldenGenerator().images("images.4", count: Self.rows * 784), labels: [[3, 1, 0, 9]],
        labelled: labelled))
    return try trainer.output("gradient.pi.kernel").values
  }

  private func expectClose(_ one: [Float], _ other: [Float]) {
    let scale = other.map(abs).max() ?? 0
    #expect(one.count == other.count && scale > 0)
    for (a, b) in zip(one, other) { #expect(abs(a - b) <= 1e-5 * scale) }
  }

  @Test func withAllRowsLabelledItFlowsThrough() throws {
    let all: [Int32] = [1, 1, 1, 1]
    let through = try gradient(.through, labelled: all)
    expectClose(try gradient(.labelled, labelled: all), through)
    let stopped = try gradient(.stopped, labelled: all)
    #expect(zip(through, stopped).contains { abs($0 - $1) > 1e-3 * abs($1) })
  }

  @Test func withoutLabelsNothingReachesTheClassifier() throws {
    #expect(try gradient(.labelled, labelled: [0, 0, 0, 0]).allSatisfy { $0 == 0 })
  }

  /// The gradient is the sum of the rows', so that halves of the rows give parts of the whole. The
  /// classification term is the same each time, and taken off.
  @Test func onlyLabelledRowsCount() throws {
    let masks: [[Int32]] = [[1, 1, 0, 0], [0, 0, 1, 1]]
    let parts = try masks.map { mask in
      zip(try gradient(.labelled, labelled: mask), try gradient(.stopped, labelled: mask))
        .map { $0 - $1 }
    }
    let all: [Int32] = [1, 1, 1, 1]
    let whole = zip(
      try gradient(.through, labelled: all), try gradient(.stopped, labelled: all)
    ).map { $0 - $1 }
    let sum = zip(parts[0], parts[1]).map { $0 + $1 }
    let scale = whole.map(abs).max() ?? 0
    for (a, b) in zip(sum, whole) { #expect(abs(a - b) <= 1e-4 * scale) }
  }

  /// A prediction needs no mask.
  @Test func predictionsAreThoseOfTheOthers() {
    var context = Context(.inference)
    let model = SemiSupervisedVAE.dense(
      .ss, units: 5, objective: Objective(piGradient: .labelled))
    let outputs = model.predictions(
      .input("x", TensorSpec([2, 28, 28, 1])), &context)
    #expect(Graph(outputs: outputs).nodes.allSatisfy { $0.operation?.name != "maskedGradient" })
  }
}
