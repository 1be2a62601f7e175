import Execution
import Graphs
import Layers
import Models
import Testing
import Training

/// Models for data of any shape: their variables, their codes, and a step on the host.
@Suite("Architectures and shapes")
struct ArchitectureShapeTests {
  private static let strided = Architecture(
    encoder: [
      .convolution(3, kernel: 3, stride: 2), .batchNorm(.relu),
      .convolution(4, kernel: 3, stride: 2, activation: .relu), .dense(5, activation: .tanh),
    ], latent: 3)

  private func form(
    _ shape: Shape, classes: [Int] = [3], isUnitRange: Bool = true
  ) -> SampleForm {
    let heads = classes.enumerated().map { index, count in
      CategoricalHead(classes.count == 1 ? "" : "head\(index + 1)", classes: count)
    }
    return SampleForm(shape: shape, heads: heads, isUnitRange: isUnitRange)
  }

  private func shapes(_ model: SemiSupervisedVAE) -> [String: [Int]] {
    let graph = TrainingPlan(model, batchSize: 2, optimizer: RMSprop(learningRate: 1e-3)).graph
    let variables = graph.variables.filter { [.parameter, .statistic].contains($0.role) }
    return Dictionary(
      uniqueKeysWithValues: variables.map { ($0.name, $0.spec.shape.dimensions) })
  }

  /// One step and a reconstruction on the host: the losses are finite, the values have the data's shape.
  private func expectTrains(
    _ model: SemiSupervisedVAE, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let executor = HostExecutor()
    let rows = 2
    let plan = TrainingPlan(model, batchSize: rows, optimizer: RMSprop(learningRate: 1e-3))
    let trainer = try Trainer(plan, on: executor, seed: 1)
    let count = rows * model.inputShape.count
    let x = (0..<count).map { Float($0 % 7) / 7 }
    try trainer.train(
      on: TrainingBatch(x: x, labels: model.heads.map { _ in [0, 1] }, labelled: [1, 0]))
    let predictor = Predictor(model, batchSize: rows, on: executor)
    let predictions = try predictor.predict(count: rows) { _ in x }
    if model.family != .es {
      let values = predictions["reconstruction"]
      #expect(
        values?.shape == Shape([rows] + model.inputShape.dimensions),
        sourceLocation: sourceLocation)
      #expect(
        values?.values.allSatisfy(\.isFinite) == true, sourceLocation: sourceLocation)
      #expect(
        predictions["mean"]?.shape == Shape([rows] + model.latentShape.dimensions),
        sourceLocation: sourceLocation)
    }
  }

  /// 9×7 becomes 5×4 and 3×2; the mirror goes back by the same sizes.
  @Test func oddPicturesRoundUpAndAreCropped() throws {
    let model = try SemiSupervisedVAE(Self.strided, for: form([9, 7, 3]))
    let found = shapes(model)
    #expect(found["encoder.conv1.kernel"] == [3, 3, 3, 3])
    #expect(found["encoder.dense1.kernel"] == [3 * 2 * 4, 5])
    #expect(found["decoder.dense1.kernel"] == [3 + 3, 3 * 2 * 4])
    #expect(found["decoder.deconv1.kernel"] == [3, 3, 4, 4])
    #expect(found["decoder.deconv2.kernel"] == [3, 3, 3, 4])
    #expect(found["decoder.output.kernel"] == [1, 1, 3, 3])
    try expectTrains(model)
  }

  @Test(arguments: [[1, 1, 1], [2, 3, 1], [5, 1, 2], [8, 8, 1]], [false, true])
  func picturesOfAnySize(_ extents: [Int], isUnitRange: Bool) throws {
    for family in SemiSupervisedVAE.Family.allCases {
      try expectTrains(
        try SemiSupervisedVAE(
          Self.strided, for: form(Shape(extents), isUnitRange: isUnitRange), family: family))
    }
  }

  @Test func normalPicturesHaveTwoOutputLayers() throws {
    let convolutional = shapes(
      try SemiSupervisedVAE(Self.strided, for: form([9, 7, 2], isUnitRange: false)))
    for name in ["mean", "standard_deviation"] {
      #expect(convolutional["decoder.output.\(name).kernel"] == [1, 1, 2, 3])
      #expect(convolutional["decoder.output.\(name).bias"] == [2])
    }
    #expect(convolutional["decoder.output.kernel"] == nil)
    let dense = try SemiSupervisedVAE(
      .dense, for: form([5, 3, 2], isUnitRange: false), width: 0.01)
    #expect(shapes(dense)["decoder.output.mean.kernel"] == [10, 30])
    try expectTrains(dense)
  }

  @Test(arguments: [1, 5], [false, true])
  func tables(latent: Int, isUnitRange: Bool) throws {
    let model = try SemiSupervisedVAE(
      .dense, for: form([13], isUnitRange: isUnitRange), width: 0.01, latent: latent)
    let found = shapes(model)
    #expect(model.latentShape == [latent])
    #expect(found["encoder.dense1.kernel"] == [13, 10])
    #expect(found["latent.mean.kernel"] == [10, latent])
    #expect(found["decoder.dense1.kernel"] == [latent + 3, 10])
    #expect(
      found[isUnitRange ? "decoder.output.kernel" : "decoder.output.mean.kernel"] == [10, 13])
    try expectTrains(model)
  }

  /// With an LSTM, z and π exist at every step.
  @Test(arguments: [1, 7])
  func sequencesStepByStep(steps: Int) throws {
    let form = form([steps, 2], isUnitRange: false)
    let model = try SemiSupervisedVAE(.rnn, for: form, width: 0.1)
    #expect(model.latentShape == [steps, 2])
    #expect(model.probabilityShape(of: form.heads[0]) == [steps, 3])
    #expect(shapes(model)["encoder.dense1.kernel"] == [2, 4])
    #expect(shapes(model)["decoder.output.mean.kernel"] == [4, 2])
    try expectTrains(model)
  }

  /// Without one, a sequence has one z and one π.
  @Test(arguments: [1, 7])
  func sequencesAsAWhole(steps: Int) throws {
    let form = form([steps, 2], isUnitRange: false)
    let model = try SemiSupervisedVAE(.dense, for: form, width: 0.01)
    #expect(model.latentShape == [2])
    #expect(model.probabilityShape(of: form.heads[0]) == [3])
    #expect(shapes(model)["encoder.dense1.kernel"] == [steps * 2, 10])
    #expect(shapes(model)["decoder.output.mean.kernel"] == [10, steps * 2])
    try expectTrains(model)
  }

  @Test func severalHeadsOrNone() throws {
    let two = try SemiSupervisedVAE(
      .dense, for: form([6], classes: [2, 4]), width: 0.01, labelledHeads: ["head2"])
    #expect(two.decodedHeads.map(\.classes) == [2, 4] && two.labelledHeads == ["head2"])
    #expect(shapes(two)["decoder.dense1.kernel"] == [2 + 2 + 4, 10])
    #expect(shapes(two)["pi.head2.kernel"] == [10, 4])
    try expectTrains(two)
    let none = try SemiSupervisedVAE(.dense, for: form([6], classes: []), width: 0.01)
    #expect(shapes(none)["decoder.dense1.kernel"] == [2, 10])
    try expectTrains(none)
    #expect(none.objective.labelWeight == 6)
  }

  /// z alone is the code, and an empty decoder goes straight to the output layer.
  @Test func theSmallestModel() throws {
    let architecture = Architecture(
      encoder: [], latent: 1, decoder: .layers([]), decoderReads: .latent)
    let model = try SemiSupervisedVAE(architecture, for: form([2, 2, 1]))
    #expect(shapes(model)["latent.mean.kernel"] == [4, 1])
    #expect(shapes(model)["decoder.output.kernel"] == [1, 4])
    try expectTrains(model)
  }
}
