import Execution
import Graphs
import Layers
import Models
import Testing
import Training

/// What the Small-NORB model consists of, and which heads train.
@Suite("Small-NORB model")
struct NORBModelTests {
  private let stages = [1, 2, 1, 2]

  private func plan(_ model: SemiSupervisedVAE) -> TrainingPlan {
    TrainingPlan(model, batchSize: 2, optimizer: RMSprop(learningRate: 1e-3))
  }

  private func shapes(_ model: SemiSupervisedVAE) -> [String: [Int]] {
    let variables = plan(model).graph.variables.filter {
      [.parameter, .statistic].contains($0.role)
    }
    return Dictionary(
      uniqueKeysWithValues: variables.map { ($0.name, $0.spec.shape.dimensions) })
  }

  @Test func sizesOfTheTable() {
    let found = shapes(.norb())
    #expect(found["encoder.conv1.kernel"] == [7, 7, 2, 32])
    #expect(found["encoder.conv3.kernel"] == [7, 7, 32, 64])
    #expect(found["encoder.dense1.kernel"] == [2304, 256])
    #expect(found["encoder.bn5.gamma"] == [256])
    #expect(found["latent.mean.kernel"] == [256, 32])
    #expect(found["pi.azimuth.kernel"] == [256, 18])
    #expect(found["decoder.dense1.kernel"] == [32, 2304])
    #expect(found["decoder.deconv3.kernel"] == [7, 7, 32, 64])
    #expect(found["decoder.deconv4.kernel"] == [7, 7, 32, 32])
    #expect(found["decoder.output.kernel"] == [7, 7, 2, 32])
    #expect(found.count == 10 * 2 + 10 * 4 + 2 * 2 + 4 * 2 + 2)
  }

  @Test func widthLeavesLatentAndHeads() {
    let found = shapes(.norb(width: 0.5))
    #expect(found["encoder.conv4.kernel"] == [7, 7, 32, 32])
    #expect(found["decoder.dense1.kernel"] == [32, 1152])
    #expect(found["latent.mean.kernel"] == [128, 32])
    #expect(found["pi.category.kernel"] == [128, 5])
  }

  @Test func depthAddsBlocksToEveryStage() {
    let (one, three) = (shapes(.norb()), shapes(.norb(depth: 3)))
    let added = Set(three.keys).subtracting(one.keys)
    #expect(Set(one.keys).isSubset(of: three.keys))
    #expect(one.allSatisfy { three[$0.key] == $0.value })
    #expect(added.count == 2 * 2 * 4 * 6)
    #expect(three["encoder.conv2_3.kernel"] == [3, 3, 32, 32])
    #expect(three["encoder.bn4_2.gamma"] == [64])
    #expect(three["decoder.deconv4_2.kernel"] == [3, 3, 32, 32])
    #expect(three["decoder.deconv3_3.kernel"] == [3, 3, 64, 64])
    #expect(three["decoder.bn5_3.moving_mean"] == [32])
  }

  @Test func familiesDifferByTheirParts() {
    let whole = Set(shapes(.norb(.ss)).keys)
    let withoutHeads = whole.filter { !$0.hasPrefix("pi.") }
    #expect(Set(shapes(.norb(.eu)).keys) == withoutHeads)
    #expect(
      Set(shapes(.norb(.es)).keys)
        == whole.filter { $0.hasPrefix("encoder.") || $0.hasPrefix("pi.") })
    #expect(SemiSupervisedVAE.norb(.eu).labelledHeads.isEmpty)
    #expect(SemiSupervisedVAE.norb().decodedHeads.isEmpty)
    #expect(SemiSupervisedVAE.norb(.es).labelledHeads.count == 4)
  }

  @Test func defaultsOfTheObjective() {
    let objective = SemiSupervisedVAE.norb().objective
    #expect(objective.labelWeight == 18_432)
    #expect(objective.klFactor(inputSize: 18_432, latentSize: 32) == 0.25)
  }

  @Test func withoutLabelledHeadsOnlyTheImagesTrain() {
    let model = SemiSupervisedVAE.norb(.ss, channels: stages, units: 3, labelledHeads: [])
    let plan = plan(model)
    #expect(plan.lossNames == ["total", "reconstruction", "kl"])
    #expect(plan.graph.variables.contains { $0.name == "pi.category.kernel" })
    #expect(!plan.graph.outputs.contains { $0.name.hasPrefix("gradient.pi.") })
  }

  @Test(arguments: ParityTarget.allCases)
  func headsWithoutLabelsKeepTheirParameters(_ target: ParityTarget) throws {
    let executor = try target.makeExecutor(for: ["heads"])
    let model = SemiSupervisedVAE.norb(
      .es, channels: stages, units: 3, depth: 2, labelledHeads: ["azimuth"])
    let trainer = try Trainer(plan(model), on: executor, seed: 1)
    let heads = trainer.variables.filter { $0.name.hasPrefix("pi.") && $0.role == .parameter }
    #expect(heads.count == 8)
    let before = try heads.map { try executor.value(of: $0).values }
    let batch = TrainingBatch(
      x: GoldenGenerator().norbImages("images.norb.8", rows: 2),
      labels: model.heads.map { _ in [1, 2] }, labelled: [1, 1])
    try trainer.train(on: batch)
    for (head, before) in zip(heads, before) {
      let same = try executor.value(of: head).values == before
      #expect(same != head.name.hasPrefix("pi.azimuth."), "\(head.name) on \(target)")
    }
    let predictor = Predictor(model, batchSize: 2, on: executor)
    #expect(Set(predictor.variables.map(\.name)) == Set(trainer.modelNames))
    let predictions = try predictor.predict(count: 2) { _ in batch.x.floats }
    #expect(predictions["probabilities.elevation"]?.shape == [2, 9])
    #expect(predictions["log_probabilities.lighting"]?.shape == [2, 6])
  }
}

extension Trainer {
  /// The names of parameters and statistics.
  fileprivate var modelNames: [String] {
    variables.filter { $0.role != .optimizer }.map(\.name)
  }
}
