import Basics
import Graphs
import Kernels

/// The filter gradient on a GPU as an implicit matrix product, (ky, kx, ci) × co, by tiles in local memory:
/// partial sums of slices of the batch's pixels (split-K), then their sum.
///
/// Tuning choices: `tileRows`, `tileColumns`, `tileDepth` and `slices`.
struct ConvolutionFilterTiled: ConvolutionAlgorithm {
  static let name = "implicitProduct"
  static let supported: Set<ConvolutionProblem.Need> = [.prologue, .halfStorage]

  private let problem: ConvolutionProblem

  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    ConvolutionGPUTile.axes(product(problem.geometry), unless: isUnused)
      + [.init("slices", [1, 2, 4, 8, 16, 32, 64, 128])]
  }

  /// A work-item loads one row, or four that are channels of one tap.
  private static func product(_ geometry: ConvolutionGeometry) -> ConvolutionGPUTile.Product {
    ConvolutionGPUTile.Product(
      rows: geometry.kernelHeight * geometry.kernelWidth * geometry.inChannels,
      columns: geometry.outChannels, isSplit: true,
      loadedRows: geometry.inChannels % 4 == 0 ? 4 : 1)
  }

  init(_ problem: ConvolutionProblem) { self.problem = problem }

  var lowering: Lowering {
    problem.requireIntIndices()
    let (geometry, device) = (problem.geometry, problem.device)
    let extents = Self.product(geometry)
    let tile = ConvolutionGPUTile(
      extents, for: device, tunedRows: problem.tuned("tileRows"),
      tunedColumns: problem.tuned("tileColumns"), tunedKTile: problem.tuned("tileDepth"))
    let pixels = geometry.batch * geometry.outHeight * geometry.outWidth
    let (slices, slicePixels) = slices(of: pixels, tile, extents)
    let sizes = [
      "WEIGHT_ROWS": extents.rows, "PIXEL_COUNT": pixels, "SLICES": slices,
      "SLICE_PIXELS": slicePixels,
    ]
    let constants = problem.constants.merging(tile.constants) { $1 }
      .merging(problem.prologue.constants) { $1 }.merging(sizes) { $1 }
      .merging(problem.half.constants(["x": .input(0), "dy": .input(1)])) { $1 }
    func kernel(_ function: String) -> KernelSpecification {
      KernelSpecification(.convolutionFilterTiled, function, constants: constants)
    }
    func product(to result: KernelLaunch.Argument) -> Launch {
      .kernel(
        KernelLaunch(
          kernel("convolutionFilterTiled"),
          [.input(0), .input(1)] + problem.prologue.arguments + [result],
          global: [
            tile.columnTiles(extents) * tile.workItems, tile.rowTiles(extents), slices,
          ],
          local: [tile.workItems, 1, 1]))
    }
    guard slices > 1 else { return Lowering([product(to: .output(0))]) }
    let reduction = device.elements(geometry.kernel.count)
    return Lowering(
      [
        product(to: .workspace(0)),
        .kernel(
          kernel("convolutionFilterTiledReduction"), [.workspace(0), .output(0)], on: reduction),
      ],
      workspace: [slices * geometry.kernel.count * 4])
  }

  /// Split-K: four work-groups for each compute unit, but slices of at least 256 pixels, in whole K-tiles.
  private func slices(
    of pixels: Int, _ tile: ConvolutionGPUTile, _ extents: ConvolutionGPUTile.Product
  ) -> (count: Int, pixels: Int) {
    let wanted = (4 * problem.device.computeUnits).dividedRoundingUp(by: tile.workGroups(extents))
    let most = min(problem.tuned("slices") ?? wanted, pixels.dividedRoundingUp(by: 256))
    let slicePixels = pixels.dividedRoundingUp(by: max(1, most)).roundedUp(toMultipleOf: tile.kTile)
    return (pixels.dividedRoundingUp(by: slicePixels), slicePixels)
  }
}
