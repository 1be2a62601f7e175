import Execution
import Graphs
import Layers
import Models
import Testing
import Training

/// Missing labels and class weights in the classification loss of a model.
@Suite struct ClassificationLossTests {
  /// The classification loss of the first step.
  private func loss(_ model: SemiSupervisedVAE, _ batch: TrainingBatch) throws -> Float {
    let plan = TrainingPlan(
      model, batchSize: batch.labelled.count, optimizer: RMSprop(learningRate: 1e-3))
    let trainer = try Trainer(plan, on: HostExecutor(), seed: 5)
    return try #require(try trainer.train(on: batch)[.classification])
  }

  private func batch(_ labels: [Int32], labelled: [Int32]) -> TrainingBatch {
    TrainingBatch(
      x: GoldenGenerator().images("images.4", count: labels.count * 784), labels: [labels],
      labelled: labelled)
  }

  private let model = SemiSupervisedVAE.dense(.es, units: 3, objective: Objective())

  @Test func aMissingLabelCountsAsUnlabelled() throws {
    let missing = try loss(model, batch([3, -1, 1, -1], labelled: [1, 1, 1, 1]))
    let unlabelled = try loss(model, batch([3, 5, 1, 2], labelled: [1, 0, 1, 0]))
    #expect(missing == unlabelled && missing > 0)
    #expect(try loss(model, batch([-1, -1, -1, -1], labelled: [1, 1, 1, 1])) == 0)
  }

  /// The mean over rows of weight · loss, one of whose rows has twice the weight.
  @Test func classesAreWeighted() throws {
    var weights = [Float](repeating: 1, count: 10)
    let plain = try loss(model, batch([3, 1, 1, 3], labelled: [1, 1, 0, 0]))
    let first = try loss(model, batch([3, -1, 1, 3], labelled: [1, 1, 0, 0]))
    let ones = model.weightingClasses([weights])
    #expect(try loss(ones, batch([3, 1, 1, 3], labelled: [1, 1, 0, 0])) == plain)
    weights[3] = 2
    let weighted = try loss(
      model.weightingClasses([weights]), batch([3, 1, 1, 3], labelled: [1, 1, 0, 0]))
    #expect(abs(weighted - (plain + first / 2)) < 1e-5)
  }

  /// Without weights the graph is as it was.
  @Test func unweightedModelsReadNoWeights() {
    func inputs(_ model: SemiSupervisedVAE) -> [Int] {
      TrainingPlan(model, batchSize: 2, optimizer: RMSprop(learningRate: 1e-3)).graph.nodes
        .filter { $0.operation?.name == "maskedCrossEntropy" }.map(\.inputs.count)
    }
    #expect(inputs(model) == [3] && inputs(model.weightingClasses(nil)) == [3])
    let ones = [[Float](repeating: 1, count: 10)]
    #expect(inputs(model.weightingClasses(ones)) == [4])
  }
}
