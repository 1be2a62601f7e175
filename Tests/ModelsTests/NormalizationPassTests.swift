import Graphs
import Models
import Operations
import Testing
import Training

/// Passes of batch normalisation over whole tensors that remain after fusion.
@Suite("Passes of batch normalisation")
struct NormalizationPassTests {
  /// The number of launches of each kernel in a step, with the graph fused for the device or for none.
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

  /// Convolutions compute the statistics of their results in both passes. Passes remain after the two
  /// dense layers, and in the backward pass also where gradOutput comes from the encoder's dense layer.
  /// Those of the dense layers, over one slice, have nothing to merge.
  @Test(arguments: DeviceTraits.Family.allCases)
  func convolutionsSparePasses(_ family: DeviceTraits.Family) throws {
    for (model, layers) in [(SemiSupervisedVAE.cnn(), 8), (SemiSupervisedVAE.norb(), 10)] {
      let counts = try launches(model, family)
      #expect(counts["batchStatistics"] == 2 && counts["momentsMerge"] == layers - 2)
      #expect(counts["batchGradientSums"] == 3 && counts["batchGradientMerge"] == layers - 2)
      #expect(counts["batchNormalize"] == layers && counts["batchInputGradient"] == layers)
    }
  }

  /// Tensors before and after a dense layer are still normalised in a pass of their own. For the others,
  /// the gradients compute x. The scale is computed with the statistics.
  @Test func groupsNormalizeOperands() throws {
    for (model, layers) in [(SemiSupervisedVAE.cnn(), 8), (SemiSupervisedVAE.norb(), 10)] {
      let counts = try launches(model, .gpu, fusedForIt: true)
      #expect(counts["batchNormalize"] == 3)
      #expect(counts["batchScale"] == nil)
      #expect(counts["batchStatistics"] == 2 && counts["batchInputGradient"] == layers)
    }
  }
}
