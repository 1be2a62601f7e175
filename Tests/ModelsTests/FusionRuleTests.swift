import Graphs
import Layers
import Models
import Operations
import Testing
import Training

/// The table of fusion rules, applied to the graphs of the models.
@Suite("Fusion rules")
struct FusionRuleTests {
  private static let devices = DeviceTraits.Family.allCases.map { DeviceTraits(family: $0) }

  /// The training step and the predictions of every model, and a network of another kind.
  private var graphs: [Graph] {
    let models: [SemiSupervisedVAE] = [.dense(), .cnn(), .rnn(), .norb()]
    return [networkWithoutNormalization]
      + models.flatMap { model in
        var context = Layers.Context(.inference)
        let x = Tensor.input("x", TensorSpec(Shape([64] + model.inputShape.dimensions)))
        return [
          TrainingPlan(model, batchSize: 64, optimizer: RMSprop(learningRate: 1e-3)).graph,
          Graph(outputs: model.predictions(x, &context)),
        ]
      }
  }

  /// The gradients of two convolutions with activations. The models normalise between the two, and their
  /// layer for that has the activation already.
  private var networkWithoutNormalization: Graph {
    func weights(_ name: String) -> Tensor {
      .variable(Variable(name, TensorSpec([3, 3, 8, 8]), role: .parameter))
    }
    let channels = (0..<3).map { Tensor.input("channels\($0)", TensorSpec([8])) }
    let kernels = [weights("first"), weights("second")]
    let x = Tensor.input("x", TensorSpec([2, 8, 8, 8]))
    let first = Activate(.relu)(
      ElementwiseBinary(.add)(Convolution()(x, kernels[0]), channels[0]))
    let normalized = BatchNormalization()(
      Convolution()(first, kernels[1]), channels[1], channels[2])
    let gradients = Gradients(of: Reduction(.sum)(Activate(.relu)(normalized)))
    let results = kernels.compactMap { gradients[$0] }
    return Graph(outputs: results.enumerated().map { .init("\($0.offset)", $0.element) })
  }

  @Test func namesAreUnique() {
    #expect(Set(FusionRule.all.map(\.name)).count == FusionRule.all.count)
    #expect(FusionRule.all.allSatisfy { !$0.saving.isEmpty })
  }

  @Test func everyRuleIsUsed() {
    var used: Set<String> = []
    for graph in graphs {
      for device in Self.devices {
        _ = graph.fused(by: FusionRule.all, for: device) { used.insert($0.name) }
      }
    }
    #expect(Set(FusionRule.all.map(\.name)).subtracting(used).isEmpty)
  }

  /// As the table says: kinds follow each other in any case, and no two rules of a kind apply to the same
  /// two operations.
  @Test func orderOfTheTableDoesNotMatter() {
    for graph in graphs {
      for device in Self.devices {
        let fused = graph.fused(by: FusionRule.all, for: device)
        #expect(
          graph.fused(by: FusionRule.all.reversed(), for: device).description
            == fused.description)
      }
    }
  }
}
