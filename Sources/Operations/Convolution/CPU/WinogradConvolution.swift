import Graphs
import Kernels

/// The forward pass or the input gradient by Winograd's algorithm on a CPU: transforms the weights, then
/// convolves.
///
/// Tuning choice: `winograd`, the points of the transform, or 0 for the next algorithm.
struct WinogradConvolution: ConvolutionAlgorithm {
  static let name = "winograd"
  static let supported: Set<ConvolutionProblem.Need> = [.epilogue]

  private let problem: ConvolutionProblem
  private let tile: WinogradTile

  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    [WinogradTile.axis(problem)]
  }

  init(_ problem: ConvolutionProblem) throws(Inapplicable) {
    self.problem = problem
    tile = WinogradTile(
      problem.geometry, problem.direction, points: try WinogradTile.points(for: problem),
      for: problem.device)
  }

  var lowering: Lowering {
    let statistics = problem.statistics(parts: tile.parts)
    let geometry = problem.geometry
    let constants = problem.constants.merging(tile.constants) { $1 }
      .merging(problem.epilogue.constants) { $1 }.merging(statistics.constants) { $1 }
    func launch(
      _ function: String, _ arguments: [KernelLaunch.Argument], global: [Int]
    ) -> Launch {
      .kernel(
        KernelLaunch(
          KernelSpecification(.winogradConvolution, function, constants: constants), arguments,
          global: global, local: global.map { _ in 1 }))
    }
    return statistics.appended(
      to: Lowering(
        [
          launch(
            "winogradWeights", [.input(1), .workspace(0)],
            global: [problem.side.sources, geometry.stride * geometry.stride]),
          launch(
            "winogradConvolution",
            problem.arguments(
              weights: .workspace(0), statistics: statistics.arguments(workspace: 2))
              + [.workspace(1)],
            global: [tile.workItems]),
        ],
        workspace: [tile.packedBytes, tile.stagingBytes]))
  }
}
