import Graphs
import Layers
import Models
import Testing
import Training

/// The architectures of the paper's tables give the same models as layers written out.
@Suite("Architectures of the paper")
struct PaperArchitectureTests {
  private typealias Family = SemiSupervisedVAE.Family

  /// Compares nodes, their order and labels, variables and their initialisers, of a training step and of
  /// the predictions.
  private func expectSame(
    _ model: SemiSupervisedVAE, _ reference: SemiSupervisedVAE,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    func step(_ model: SemiSupervisedVAE) -> Graph {
      TrainingPlan(model, batchSize: 4, optimizer: RMSprop(learningRate: 1e-3)).graph
    }
    func predictions(_ model: SemiSupervisedVAE) -> Graph {
      var context = Context(.inference)
      let x = Tensor.input("x", TensorSpec(Shape([3] + model.inputShape.dimensions)))
      return Graph(outputs: model.predictions(x, &context))
    }
    for graph in [step, predictions] {
      let (found, expected) = (graph(model), graph(reference))
      #expect(found.variables == expected.variables, sourceLocation: sourceLocation)
      #expect(found.description == expected.description, sourceLocation: sourceLocation)
    }
    #expect(model.latentShape == reference.latentShape, sourceLocation: sourceLocation)
    #expect(model.objective == reference.objective, sourceLocation: sourceLocation)
  }

  @Test(arguments: SemiSupervisedVAE.Family.allCases)
  func dense(_ family: SemiSupervisedVAE.Family) {
    expectSame(.dense(family), ReferenceModels.dense(family, units: 1024))
    expectSame(.dense(family, width: 0.01), ReferenceModels.dense(family, units: 10))
  }

  @Test(arguments: SemiSupervisedVAE.Family.allCases)
  func cnn(_ family: SemiSupervisedVAE.Family) {
    expectSame(.cnn(family), ReferenceModels.cnn(family, channels: 64, units: 512))
    expectSame(.cnn(family, width: 0.1), ReferenceModels.cnn(family, channels: 6, units: 51))
  }

  @Test(arguments: SemiSupervisedVAE.Family.allCases)
  func rnn(_ family: SemiSupervisedVAE.Family) {
    expectSame(
      .rnn(family, recurrentActivation: .hardSigmoid, minimumDeviation: 2e-3),
      ReferenceModels.rnn(family, steps: 128, channels: 6, units: [40, 40, 30]))
    expectSame(
      .rnn(
        family, steps: 9, channels: 2, width: 0.5, recurrentActivation: .hardSigmoid,
        minimumDeviation: 2e-3),
      ReferenceModels.rnn(family, steps: 9, channels: 2, units: [20, 20, 15]))
  }

  @Test(arguments: SemiSupervisedVAE.Family.allCases, [1, 3])
  func norb(_ family: SemiSupervisedVAE.Family, depth: Int) {
    expectSame(
      .norb(family, depth: depth),
      ReferenceModels.norb(family, channels: [32, 32, 64, 64], units: 256, depth: depth))
    expectSame(
      .norb(family, channels: [1, 2, 3, 4], units: 5, depth: depth),
      ReferenceModels.norb(family, channels: [1, 2, 3, 4], units: 5, depth: depth))
  }

  /// But for `cnn`, whose decoder has the strides in the encoder's order, the decoders are mirrors.
  @Test func decodersAreMirrors() {
    for architecture in [Architecture.dense, .rnn, .norb()] {
      var mirror = architecture
      mirror.decoder = .mirror
      #expect(.layers(mirror.decoderLayers) == architecture.decoder)
    }
    var mirror = Architecture.cnn
    mirror.decoder = .mirror
    let strides = mirror.decoderLayers.compactMap { layer in
      if case .deconvolution(_, _, let stride, _) = layer.kind { stride } else { nil }
    }
    #expect(strides == [2, 1, 1])
  }

  /// An encoder without dense layers gets one that fills the smallest picture; layers before the first
  /// weights have no counterpart, and names stay in the encoder.
  @Test func mirrorsOfOtherEncoders() {
    let architecture = Architecture(encoder: [
      .dropout(0.25), .convolution(4, kernel: 3, stride: 2).named("stem"), .batchNorm(.relu),
      .convolution(8, kernel: 5, activation: .tanh),
    ])
    #expect(
      architecture.decoderLayers == [
        .dense(channels: 8, activation: .relu), .deconvolution(8, kernel: 5, activation: .tanh),
        .deconvolution(4, kernel: 3, stride: 2), .batchNorm(.relu),
      ])
    let deep = Architecture(encoder: [
      .convolution(4, kernel: 3), .dense(7, activation: .relu), .dense(5),
    ])
    #expect(
      deep.decoderLayers == [
        .dense(5), .dense(channels: 4, activation: .relu), .deconvolution(4, kernel: 3),
      ])
  }
}
