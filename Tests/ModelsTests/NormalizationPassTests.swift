import Graphs
import Models
import Testing
import Training

/// What batch normalisation still reads whole tensors for, once a training step is fused.
@Suite("Passes of batch normalisation")
struct NormalizationPassTests {
  /// How often each kernel is launched in a step.
  private func launches(
    _ model: SemiSupervisedVAE, _ family: DeviceTraits.Family
  ) -> [String: Int] {
    let step = TrainingPlan(model, batchSize: 16, optimizer: RMSprop(learningRate: 1e-3))
    let plan = Plan(step.graph.fused(), for: DeviceTraits(family: family))
    var counts: [String: Int] = [:]
    for case .kernel(let launch) in plan.steps.flatMap(\.launches) {
      counts[launch.kernel.function, default: 0] += 1
    }
    return counts
  }

  /// Convolutions take the sums of what they store, both ways. What is left stands behind the two dense
  /// layers; in the backward pass also what gets its upstream from the encoder's dense layer.
  @Test func convolutionsSparePasses() {
    for (model, layers) in [(SemiSupervisedVAE.cnn(), 8), (SemiSupervisedVAE.norb(), 10)] {
      let counts = launches(model, .cpu)
      #expect(counts["batchStatistics"] == 2 && counts["momentsMerge"] == layers)
      #expect(counts["batchGradientSums"] == 3 && counts["batchGradientMerge"] == layers)
      #expect(counts["batchNormalize"] == layers && counts["batchInputGradient"] == layers)
    }
  }

  /// Kernels of the GPU family note moments; each gradient takes a pass over what was stored.
  @Test func groupsSpareThePassesOfMoments() {
    for (model, layers) in [(SemiSupervisedVAE.cnn(), 8), (SemiSupervisedVAE.norb(), 10)] {
      let counts = launches(model, .gpu)
      #expect(counts["batchStatistics"] == 2 && counts["momentsMerge"] == layers)
      #expect(counts["batchGradientSums"] == layers && counts["batchGradientMerge"] == layers)
      #expect(counts["batchInputGradient"] == layers)
    }
  }
}
