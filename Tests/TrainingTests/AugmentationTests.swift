import Datasets
import Execution
import Graphs
import Layers
import Models
import Operations
import Testing
import Training

@Suite struct AugmentationTests {
  private let model = SemiSupervisedVAE.dense(.ss, units: 6, objective: Objective())

  private func plan(
    _ augmentation: Augmentation?, of model: (any Model)? = nil
  ) -> TrainingPlan {
    var options = TrainingOptions()
    options.element = .byte
    options.augmentation = augmentation
    return TrainingPlan(
      model ?? self.model, batchSize: 4, optimizer: RMSprop(learningRate: 1e-3), options: options)
  }

  private func node(_ name: String, in plan: TrainingPlan) throws -> Node {
    try #require(plan.graph.nodes.first { $0.operation?.name == name })
  }

  /// bytes ─▶ floats ─▶ moved ─┬─▶ noise ─▶ encoder; the moved images are reconstructed.
  @Test func movedImagesAreReconstructedAndNoisyOnesEncoded() throws {
    let plan = plan(Augmentation(shift: 2, flip: true, noise: 0.1))
    let moved = try node("augment", in: plan)
    #expect(moved.inputs[0].node == (try node("scaleBytes", in: plan)))
    let noisy = try node("gaussianNoise", in: plan)
    #expect(noisy.inputs[0].node == moved)
    #expect(try node("bernoulliLoss", in: plan).inputs[1].node == moved)
    let readers = plan.graph.nodes.filter { $0.inputs.contains { $0.node == noisy } }
    #expect(!readers.isEmpty && readers.allSatisfy { $0.label.hasPrefix("encoder.") })
  }

  /// What is not asked for leaves the graph as it is.
  @Test func onlyWhatIsAskedForIsDone() {
    func names(_ augmentation: Augmentation?) -> [String] {
      plan(augmentation).graph.nodes.compactMap { $0.operation?.name }
    }
    #expect(names(Augmentation()) == names(nil))
    #expect(!names(nil).contains("augment") && !names(nil).contains("gaussianNoise"))
    #expect(names(Augmentation(flip: true)).count == names(nil).count + 1)
    #expect(names(Augmentation(noise: 1)).count == names(nil).count + 1)
  }

  /// The streams of ε and of dropout are those of a plan without augmentation.
  @Test func otherRandomNumbersStayTheSame() {
    let model = SemiSupervisedVAE.cnn(.ss, channels: 2, units: 3, objective: Objective())
    func streams(_ augmentation: Augmentation?) -> Set<RandomStream> {
      Set(
        plan(augmentation, of: model).graph.nodes.compactMap { node in
          switch node.operation {
          case let dropout as Dropout: dropout.stream
          case let sample as GaussianSample:
            if case .philox(let stream) = sample.noise { stream } else { nil }
          default: nil
          }
        })
    }
    let without = streams(nil)
    #expect(without.count == 3)
    #expect(streams(Augmentation(shift: 2, flip: true, noise: 0.1)) == without)
  }

  /// Steps differ from those without it, and are the same whenever they are run.
  @Test func trainingIsReproducible() throws {
    func trained(_ augmentation: Augmentation?) throws -> [String: [UInt32]] {
      let trainer = try Trainer(plan(augmentation), on: HostExecutor(), seed: 3)
      var batches = try Synthetic.batches()
      try trainer.run(&batches, steps: 3)
      return try bits(trainer)
    }
    let without = try trained(nil)
    for augmentation in [
      Augmentation(shift: 2), Augmentation(flip: true), Augmentation(noise: 0.2),
    ] {
      let bits = try trained(augmentation)
      #expect(bits != without)
      #expect(try trained(augmentation) == bits)
    }
    #expect(try trained(Augmentation()) == without)
  }

  @Test(
    arguments: [
      (Augmentation(shift: 28), [28, 28, 1], "augmentShift"),
      (Augmentation(shift: -1), [28, 28, 1], "augmentShift"),
      (Augmentation(shift: 1), [128, 6], "augmentShift"),
      (Augmentation(flip: true), [64], "augmentFlip"),
      (Augmentation(noise: -1), [64], "augmentNoise"),
      (Augmentation(noise: .infinity), [28, 28, 1], "augmentNoise"),
    ])
  func unsuitableValuesAreRefused(
    _ augmentation: Augmentation, _ shape: [Int], _ setting: String
  ) throws {
    let error = try #require(failure { try augmentation.check(shape) })
    #expect(error.kind == .usage && "\(error)".hasPrefix("\(setting): "))
  }

  @Test func suitableValues() throws {
    try Augmentation(shift: 27, flip: true, noise: 0.5).check([28, 28, 1])
    try Augmentation(noise: 0.5).check([128, 6])
    try Augmentation().check([64])
  }
}
