import Execution
import Foundation
import Graphs
import Layers
import Models
import Testing
import Training

/// What M2's loss is made of, by hand.
@Suite struct KingmaM2Tests {
  private let model = KingmaM2(
    inputShape: [2, 2, 1], classes: 3, units: 4, latent: 2, objective: Objective(labelWeight: 1))

  /// The losses of the first step, on the host.
  private func losses(
    _ model: KingmaM2, labels: [Int32], labelled: [Int32], seed: UInt64 = 3
  ) throws -> LossValues {
    let rows = labels.count
    let plan = TrainingPlan(
      model, batchSize: rows, optimizer: RMSprop(learningRate: 1e-3),
      givenNoise: TensorSpec(Shape([rows, model.heads[0].classes] + model.latentShape.dimensions)))
    let trainer = try Trainer(plan, on: HostExecutor(), seed: seed)
    let noise = Array(repeating: Float(0.5), count: rows * model.heads[0].classes * 2)
    return try trainer.train(
      on: TrainingBatch(
        x: GoldenGenerator().images("images.4", count: rows * model.inputShape.count),
        labels: [labels], labelled: labelled),
      noise: HostTensor(
        noise, shape: Shape([rows, model.heads[0].classes] + model.latentShape.dimensions)))
  }

  @Test func namesAndShapes() {
    var context = Layers.Context(.inference)
    let outputs = model.predictions(.input("x", TensorSpec([5, 2, 2, 1])), &context)
    let shapes = outputs.map { ($0.name, $0.tensor.shape) }
    #expect(
      Dictionary(uniqueKeysWithValues: shapes) == [
        "mean": [5, 2], "log_variance": [5, 2], "probabilities": [5, 3],
        "log_probabilities": [5, 3], "reconstruction": [5, 2, 2, 1],
        "reconstruction_logits": [5, 2, 2, 1],
      ])
    let variables = Graph(outputs: outputs).variables.map { ($0.name, $0.spec.shape) }
    let kernels = Dictionary(uniqueKeysWithValues: variables.filter { $0.0.hasSuffix("kernel") })
    #expect(
      kernels == [
        "classifier.dense1.kernel": [4, 4], "classifier.dense2.kernel": [4, 4],
        "pi.kernel": [4, 3], "encoder.dense1.kernel": [4, 4], "encoder.classes.kernel": [3, 4],
        "encoder.dense2.kernel": [4, 4], "latent.mean.kernel": [4, 2],
        "latent.log_variance.kernel": [4, 2], "decoder.dense1.kernel": [5, 4],
        "decoder.dense2.kernel": [4, 4], "decoder.output.kernel": [4, 4],
      ])
    // Every kernel but that of y has a bias.
    #expect(variables.count == 2 * kernels.count - 1)
  }

  /// The label of an unlabelled row, whatever it is, is not read; a missing one counts as none.
  @Test func unlabelledRowsHaveNoLabel() throws {
    let first = try losses(model, labels: [2, 0, 1, 1], labelled: [1, 0, 1, 0])
    let second = try losses(model, labels: [2, 2, 1, -1], labelled: [1, 0, 1, 0])
    let missing = try losses(model, labels: [2, -1, 1, -1], labelled: [1, 1, 1, 1])
    #expect(first == second && first == missing)
    #expect(try losses(model, labels: [2, 0, 0, 1], labelled: [1, 0, 1, 0]) != first)
  }

  /// Without unlabelled rows there is no entropy, and without labels no classification; the entropy is
  /// at most log(classes).
  @Test func rowsOfOneKind() throws {
    let all = try losses(model, labels: [0, 1, 2, 0], labelled: [1, 1, 1, 1])
    #expect(all[.entropy] == 0 && (all[.classification] ?? 0) > 0)
    let none = try losses(model, labels: [0, 0, 0, 0], labelled: [0, 0, 0, 0])
    let entropy = try #require(none[.entropy])
    #expect(entropy > 0 && entropy <= log(3) + 1e-6 && none[.classification] == 0)
    let sum = try [LossName.reconstruction, .kl].map { try #require(none[$0]) }.reduce(0, +)
    #expect(abs(try #require(none[.total]) - (sum - entropy)) < 1e-5)
  }

  /// With one class, a row without a label has the bound of a labelled one.
  @Test func oneClassNeedsNoLabel() throws {
    let model = KingmaM2(inputShape: [2, 2, 1], classes: 1, units: 4, latent: 2)
    let labelled = try losses(model, labels: [0, 0], labelled: [1, 1])
    let unlabelled = try losses(model, labels: [-1, -1], labelled: [0, 0])
    for name in [LossName.reconstruction, .kl, .total] {
      let (one, other) = (try #require(labelled[name]), try #require(unlabelled[name]))
      #expect(abs(one - other) < 1e-5, "\(name)")
    }
  }

  /// Twice the width is twice the hidden units.
  @Test(arguments: [(1.0, 1024), (0.5859375, 600), (1e-9, 1)])
  func widths(_ width: Double, _ units: Int) {
    var context = Layers.Context(.inference)
    let outputs = KingmaM2(width: width, latent: 50).predictions(
      .input("x", TensorSpec([1, 28, 28, 1])), &context)
    let kernel = Graph(outputs: outputs).variables.first { $0.name == "decoder.dense1.kernel" }
    #expect(kernel?.spec.shape == [60, units])
  }
}
