import Graphs
import Kernels

/// The forward pass or the input gradient in groups on a GPU, from patches in local memory; the input
/// gradient turns the weights first.
struct ConvolutionGroupedGPU: ConvolutionAlgorithm {
  static let name = "grouped"
  static let supported: Set<ConvolutionProblem.Need> = [
    .prologue, .epilogue, .halfStorage, .groups,
  ]

  private let problem: ConvolutionProblem
  private let tile: ConvolutionGroupedGPUTile

  static func tuningKey(_ problem: ConvolutionProblem) -> String { problem.groupedKey }

  init(_ problem: ConvolutionProblem) {
    self.problem = problem
    tile = ConvolutionGroupedGPUTile(problem.side, for: problem.device)
  }

  var lowering: Lowering {
    problem.requireIntIndices()
    let statistics = problem.statistics(parts: nil)
    let constants = problem.gpuConstants(statistics, tile: tile.constants)
    func kernel(_ function: String) -> KernelSpecification {
      KernelSpecification(.convolutionGroupedGPU, function, constants: constants)
    }
    func convolution(_ weights: KernelLaunch.Argument) -> Launch {
      problem.gpuLaunch(
        kernel("convolutionGroupedGPU"), problem.arguments(weights: weights),
        workGroups: tile.blocks * tile.columnTiles * problem.side.classHeight
          * problem.geometry.batch,
        workItems: tile.workItems)
    }
    guard problem.direction == .inputGradient else {
      return statistics.appended(to: Lowering([convolution(.input(1))]))
    }
    let weights = problem.geometry.kernel.count
    return statistics.appended(
      to: Lowering(
        [
          .kernel(
            kernel("convolutionGroupedGPUWeights"), [.input(1), .workspace(0)],
            on: problem.device.elements(weights)),
          convolution(.workspace(0)),
        ], workspace: [weights * 4]))
  }
}
