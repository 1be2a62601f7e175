import Graphs
import Kernels

/// The filter gradient by Winograd's algorithm on a CPU: partial sums of slices of the batch (split-K),
/// then their sum.
///
/// Tuning choices: `winograd`, the points of the transform, or 0 for the next algorithm; `slices`.
struct WinogradFilterGradient: ConvolutionAlgorithm {
  static let name = "winograd"
  static let supported: Set<ConvolutionProblem.Need> = []

  private let problem: ConvolutionProblem
  private let tile: WinogradTile

  /// Without `slices`, an axis of the next algorithm too.
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
      for: problem.device, tunedSlices: problem.tuned("slices"))
  }

  var lowering: Lowering {
    let geometry = problem.geometry
    let constants = problem.constants.merging(tile.constants) { $1 }
    func launch(
      _ function: String, _ arguments: [KernelLaunch.Argument], global: [Int]
    ) -> Launch {
      .kernel(
        KernelLaunch(
          KernelSpecification(.winogradFilterGradient, function, constants: constants), arguments,
          global: global, local: global.map { _ in 1 }))
    }
    let phases = geometry.stride * geometry.stride
    return Lowering(
      [
        launch(
          "winogradFilterGradient", [.input(0), .input(1), .workspace(0), .workspace(1)],
          global: [tile.workItems]),
        launch(
          "winogradFilterReduction", [.workspace(0), .output(0)],
          global: [
            phases * geometry.inChannels, geometry.outChannels / problem.device.vectorWidth,
          ]),
      ],
      workspace: [tile.partialBytes, tile.stagingBytes])
  }
}
