import Graphs
import Kernels

/// The forward pass or the input gradient on a GPU as an implicit matrix product, target pixels × target
/// channels for each parity class, by tiles in local memory.
///
/// Tuning choices: `tileRows`, `tileColumns` and `tileDepth`.
struct ConvolutionTiled: ConvolutionAlgorithm {
  static let name = "implicitProduct"
  static let supported: Set<ConvolutionProblem.Need> = [.prologue, .epilogue, .halfStorage]

  private let problem: ConvolutionProblem

  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    ConvolutionGPUTile.axes(product(problem), unless: isUnused)
  }

  private static func product(_ problem: ConvolutionProblem) -> ConvolutionGPUTile.Product {
    let side = problem.side
    return ConvolutionGPUTile.Product(
      rows: problem.geometry.batch * side.classHeight * side.classWidth, columns: side.targets,
      copies: side.classes)
  }

  init(_ problem: ConvolutionProblem) { self.problem = problem }

  var lowering: Lowering {
    let product = Self.product(problem)
    let tile = ConvolutionGPUTile(
      product, for: problem.device, tunedRows: problem.tuned("tileRows"),
      tunedColumns: problem.tuned("tileColumns"), tunedKTile: problem.tuned("tileDepth"))
    let sizes = ["CLASS_PIXELS": product.rows, "COLUMN_TILES": tile.columnTiles(product)]
    return problem.gpuLowering(
      .convolutionTiled, "convolutionTiled", tile: tile.constants.merging(sizes) { $1 },
      tiles: tile.rowTiles(product), blocks: tile.columnTiles(product), workItems: tile.workItems)
  }
}
