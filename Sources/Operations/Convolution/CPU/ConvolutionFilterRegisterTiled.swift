import Graphs
import Kernels

/// The filter gradient on a CPU by register tiles of weights: partial sums of slices of the batch
/// (split-K), then their sum.
///
/// Tuning choices: `chunkRows`, output rows of a staged chunk, and `slices`.
struct ConvolutionFilterRegisterTiled: ConvolutionAlgorithm {
  static let name = "direct"
  static let supported: Set<ConvolutionProblem.Need> = []

  private let problem: ConvolutionProblem
  private let tile: ConvolutionFilterTile

  /// They are measured for every algorithm before this one too, which has slices as well.
  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    let (geometry, units) = (problem.geometry, problem.device.computeUnits)
    let rows = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48].filter { $0 < geometry.outHeight }
    return [
      .init("chunkRows", (rows + [geometry.outHeight]).reversed()),
      .init("slices", [1, 2, 3, 4, 8].map { $0 * units }.filter { $0 <= geometry.batch }),
    ]
  }

  init(_ problem: ConvolutionProblem) {
    self.problem = problem
    tile = ConvolutionFilterTile(
      problem.geometry, vectorWidth: problem.device.vectorWidth,
      computeUnits: problem.device.computeUnits, tunedSlices: problem.tuned("slices"),
      tunedRows: problem.tuned("chunkRows"))
  }

  var lowering: Lowering {
    let constants = problem.constants.merging(tile.constants) { $1 }
    func kernel(_ function: String) -> KernelSpecification {
      KernelSpecification(.convolutionFilterGradient, function, constants: constants)
    }
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            kernel("convolutionFilterGradient"),
            [.input(0), .input(1), .workspace(0), .workspace(1)],
            global: [tile.slices, tile.blocks], local: [1, 1])),
        .kernel(
          KernelLaunch(
            kernel("convolutionFilterReduction"), [.workspace(0), .output(0)],
            global: [tile.tiles, tile.blocks], local: [1, 1])),
      ],
      workspace: [tile.partialBytes, tile.stagingBytes])
  }
}
