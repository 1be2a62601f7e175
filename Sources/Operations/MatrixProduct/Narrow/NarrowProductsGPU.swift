import Basics
import Graphs
import Kernels

/// How the GPU family computes narrow products: a work-item for each result of a tile, or several where
/// the tile is small.
struct NarrowProductsGPU {
  private let problem: NarrowProductsProblem
  private let rows: Int
  private let columns: Int
  private let localSplits: Int
  private let kTile: Int

  /// The largest K that one work-group sums up; a longer sum is split among several.
  private static let mostK = 2048

  private var items: Int { rows * columns * localSplits }

  /// - Returns: nil where each product should have launches of its own.
  init?(_ problem: NarrowProductsProblem) {
    guard problem.k <= Self.mostK else { return nil }
    self.problem = problem
    let device = problem.device
    let items = device.treeGroup
    let columns = min(problem.allColumns <= 16 ? 16 : 32, items)
    let rows = min(8, items / columns)
    let localSplits = items / (columns * rows)
    // Two K-tiles of both operands, and the sums of the work-items.
    func bytes(_ kTile: Int) -> Int { 4 * (2 * (rows * (kTile + 1) + kTile * columns) + items) }
    var kTile = 64 * localSplits
    while kTile > columns * localSplits, bytes(kTile) > device.localMemoryBytes { kTile /= 2 }
    guard bytes(kTile) <= device.localMemoryBytes else { return nil }
    (self.rows, self.columns, self.localSplits, self.kTile) = (rows, columns, localSplits, kTile)
  }

  var lowering: Lowering {
    let constants = problem.constants.merging([
      "TILE_ROWS": rows, "TILE_COLUMNS": columns, "LOCAL_SPLITS": localSplits, "ITEMS": items,
      "K_TILE": kTile,
    ]) { $1 }
    let sizes = [problem.m, problem.k, problem.allColumns]
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(
            .matrixProductNarrowGPU, "matrixProductNarrowGPU", constants: constants),
          problem.arguments + sizes.map { .int(Int32($0)) },
          global: [
            problem.m.dividedRoundingUp(by: rows) * items,
            problem.allColumns.dividedRoundingUp(by: columns),
          ], local: [items, 1]))
    ])
  }
}
