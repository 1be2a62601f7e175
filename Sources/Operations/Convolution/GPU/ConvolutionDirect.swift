import Graphs
import Kernels

/// The forward pass or the input gradient on a GPU for few source or few target channels, from patches in
/// local memory.
///
/// Tuning choice: `direct`, 0 for the next algorithm.
struct ConvolutionDirect: ConvolutionAlgorithm {
  static let name = "direct"
  static let supported: Set<ConvolutionProblem.Need> = [.prologue, .epilogue, .halfStorage]

  private let problem: ConvolutionProblem
  private let tile: ConvolutionDirectTile

  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    let applies = (try? Self(problem)) != nil
    return [.init("direct") { applies && !isUnused($0) ? [0] : [] }]
  }

  init(_ problem: ConvolutionProblem) throws(Inapplicable) {
    self.problem = problem
    tile = try ConvolutionDirectTile(problem.geometry, problem.direction, for: problem.device)
    guard problem.tuned("direct") != 0 else {
      throw Inapplicable("the tuning record says direct = 0")
    }
  }

  var lowering: Lowering {
    problem.gpuLowering(
      .convolutionDirect, "convolutionDirect", tile: tile.constants,
      tiles: tile.pixelTiles(batch: problem.geometry.batch),
      blocks: tile.blocks, workItems: tile.workItems)
  }
}
