import Graphs
import Models
import Testing
import Training

/// What batch normalisation still reads whole tensors for, once a training step is fused.
@Suite("Passes of batch normalisation")
struct NormalizationPassTests {
  /// How often each kernel is launched in a step, where the graph is fused for the device or for none.
  private func launches(
    _ model: SemiSupervisedVAE, _ family: DeviceTraits.Family, fusedForIt: Bool = false
  ) throws -> [String: Int] {
    let step = TrainingPlan(model, batchSize: 16, optimizer: RMSprop(learningRate: 1e-3))
    let device = DeviceTraits(family: family)
    let plan = try Plan(step.graph.fused(for: fusedForIt ? device : nil), for: device)
    var counts: [String: Int] = [:]
    for case .kernel(let launch) in plan.steps.flatMap(\.launches) {
      counts[launch.kernel.function, default: 0] += 1
    }
    return counts
  }

  /// Convolutions take the sums of what they store, both ways. What is left stands behind the two dense
  /// layers; in the backward pass also what gets its upstream from the encoder's dense layer.
  @Test(arguments: DeviceTraits.Family.allCases)
  func convolutionsSparePasses(_ family: DeviceTraits.Family) throws {
    for (model, layers) in [(SemiSupervisedVAE.cnn(), 8), (SemiSupervisedVAE.norb(), 10)] {
      let counts = try launches(model, family)
      #expect(counts["batchStatistics"] == 2 && counts["momentsMerge"] == layers)
      #expect(counts["batchGradientSums"] == 3 && counts["batchGradientMerge"] == layers)
      #expect(counts["batchNormalize"] == layers && counts["batchInputGradient"] == layers)
    }
  }

  /// What is left to normalise stands in front of a dense layer or behind one. The others' gradients
  /// find x, and each of the two that read a normalised tensor makes its scale.
  @Test func groupsNormalizeOperands() throws {
    for (model, layers) in [(SemiSupervisedVAE.cnn(), 8), (SemiSupervisedVAE.norb(), 10)] {
      let counts = try launches(model, .gpu, fusedForIt: true)
      #expect(counts["batchNormalize"] == 3)
      #expect(counts["batchScale"] == 1 + 2 * (layers - 3))
      #expect(counts["batchStatistics"] == 2 && counts["batchInputGradient"] == layers)
    }
  }
}
