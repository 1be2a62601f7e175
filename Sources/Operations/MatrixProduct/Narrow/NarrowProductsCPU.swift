import Basics
import Graphs
import Kernels

/// How the CPU family computes narrow products: a work-item packs all B and computes some rows of all C.
///
/// Each result is the sum that `MatrixProduct` and `KernelAndBiasGradient` compute, in the same blocks of K
/// by the rules of their algorithms, so that fusion changes no bit.
struct NarrowProductsCPU {
  private let problem: NarrowProductsProblem
  private let tileRows: Int
  private let tileVectors: Int
  /// Whether tiles of A are packed, or read in place.
  private let packsA: Bool
  private let kBlock: Int
  /// Whether a sum begins with the bias.
  private let startsWithBias: Bool
  /// Interleaved sums of B's columns.
  private let sumStreams: Int
  private let itemRows: Int
  private let rowBlock: Int

  /// The most floats of C that a work-item computes at a time.
  private static let blockFloats = 1 << 14
  /// The largest K for which A is read in place: its rows stay in the first-level cache.
  private static let inPlaceK = 256

  init(_ problem: NarrowProductsProblem) {
    self.problem = problem
    let (device, m, k) = (problem.device, problem.m, problem.k)
    let width = device.vectorWidth
    tileVectors = problem.allColumns > width ? 2 : 1
    let isLayers = problem.products.form == .layers
    packsA = !(isLayers && k <= Self.inPlaceK && m.isMultiple(of: 8))
    let tall = width >= 16 && tileVectors == 1 ? 16 : 8
    tileRows =
      packsA
      ? Self.tileRows(for: m, tileVectors: tileVectors, device)
      : m.isMultiple(of: tall) ? tall : 8
    let vectors = problem.allColumns.dividedRoundingUp(by: tileVectors * width) * tileVectors
    startsWithBias =
      isLayers && m >= MatrixProductTallSkinny.leastRows
      && 4 * k * vectors * width <= MatrixProductTallSkinny.panelBytes
    let isLong = !isLayers && k >= MatrixProductLargeK.leastK && m >= width
    kBlock =
      startsWithBias
      ? k
      : isLong ? MatrixProductLargeK.kBlock : MatrixProductCPUTiling.kBlock(for: k, width: width)
    sumStreams = isLong ? width / MatrixProductLargeK.tileRows(width: width) : 1
    // Every work-item packs all B: more of them than cores only where that is little.
    let rowTiles = m.dividedRoundingUp(by: tileRows)
    let items = min(rowTiles, (m >= 16 * k ? 4 : 1) * device.computeUnits)
    let tiles = rowTiles.dividedRoundingUp(by: items)
    itemRows = tiles * tileRows
    rowBlock =
      tileRows * min(tiles, max(1, Self.blockFloats / (tileRows * vectors * width)))
  }

  /// The height of a packed tile that leaves the core with the most of them the least to do. A row of B is
  /// loaded for each tile, which takes as long as another row or two.
  private static func tileRows(
    for m: Int, tileVectors: Int, _ device: DeviceTraits
  ) -> Int {
    let width = device.vectorWidth
    let most = min(width, tileVectors == 1 ? 16 : width >= 16 ? 13 : 6)
    func cost(_ rows: Int) -> Int {
      let tiles = m.dividedRoundingUp(by: rows)
      return tiles.dividedRoundingUp(by: min(tiles, device.computeUnits)) * (rows + 2)
    }
    let heights = min(4, most)...most
    return heights.reversed().min { cost($0) < cost($1) } ?? most
  }

  var lowering: Lowering {
    let width = problem.device.vectorWidth
    let stride = problem.allColumns.roundedUp(toMultipleOf: tileVectors * width)
    let constants = problem.constants.merging([
      "TILE_ROWS": tileRows, "TILE_VECTORS": tileVectors, "K_LENGTH": problem.k,
      "K_BLOCK": kBlock, "ROW_BLOCK": rowBlock, "STRIDE": stride, "PACKED": packsA ? 1 : 0,
      "STARTS_WITH_BIAS": startsWithBias ? 1 : 0, "SUM_STREAMS": sumStreams,
    ]) { $1 }
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(.matrixProductNarrow, "matrixProductNarrow", constants: constants),
          problem.arguments + [.int(Int32(problem.m)), .int(Int32(itemRows))],
          global: [problem.m.dividedRoundingUp(by: itemRows)], local: [1]))
    ])
  }
}
