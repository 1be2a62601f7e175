import Graphs
import Kernels

/// The forward pass or the input gradient by Winograd's algorithm on a GPU: transforms the weights, then
/// convolves.
///
/// Tuning choice: `winograd`, 4 for this algorithm where it does not seem to pay, or 0 for the next one.
struct WinogradGPU: ConvolutionAlgorithm {
  static let name = "winograd"
  static let supported: Set<ConvolutionProblem.Need> = [.prologue, .epilogue, .halfStorage]

  private let problem: ConvolutionProblem
  private let tile: WinogradGPUTile

  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    let tile = try? WinogradGPUTile(problem.geometry, problem.direction, for: problem.device)
    return [.init("winograd", tile.map { [$0.defaultPoints == 0 ? 4 : 0] } ?? [])]
  }

  init(_ problem: ConvolutionProblem) throws(Inapplicable) {
    self.problem = problem
    tile = try WinogradGPUTile(problem.geometry, problem.direction, for: problem.device)
    if let points = problem.tuned("winograd") {
      guard points != 0 else { throw Inapplicable("the tuning record says winograd = 0") }
    } else if tile.defaultPoints == 0 {
      throw Inapplicable(
        "\(problem.side.sources) source and \(problem.side.targets) target channels in "
          + "\(tile.workGroups) work-groups are too few to pay")
    }
  }

  var lowering: Lowering {
    problem.requireIntIndices()
    let geometry = problem.geometry
    let statistics = problem.statistics(parts: tile.tileBlocks)
    let constants = problem.gpuConstants(statistics, tile: tile.constants)
    let elements = problem.device.elements(geometry.inChannels * geometry.outChannels)
    let weights = KernelLaunch(
      KernelSpecification(.winogradGPU, "winogradGPUWeights", constants: constants),
      [.input(1), .workspace(0)], global: elements.global, local: elements.local)
    let convolution = problem.gpuLaunch(
      KernelSpecification(.winogradGPU, "winogradGPU", constants: constants),
      problem.arguments(
        weights: .workspace(0), statistics: statistics.arguments(workspace: 1)),
      workGroups: tile.workGroups, workItems: WinogradGPUTile.workItems,
      executedFlops: tile.flops)
    return statistics.appended(
      to: Lowering([.kernel(weights), convolution], workspace: [tile.packedBytes]))
  }
}
