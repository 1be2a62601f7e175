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
  private let kPerSplit: Int

  /// The largest K that one work-group always sums up, and the least K of one split of a longer one.
  private static let unsplitK = 2048
  private static let leastKPerSplit = 512

  private var items: Int { rows * columns * localSplits }
  private var rowTiles: Int { problem.m.dividedRoundingUp(by: rows) }
  private var columnTiles: Int { problem.allColumns.dividedRoundingUp(by: columns) }
  private var splits: Int { problem.k.dividedRoundingUp(by: kPerSplit) }

  /// - Precondition: the device has the local memory that OpenCL asks of every device.
  init(_ problem: NarrowProductsProblem) {
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
    precondition(
      bytes(kTile) <= device.localMemoryBytes,
      "\(problem.products.name): \(bytes(kTile)) bytes of \(device.localMemoryBytes) local ones")
    (self.rows, self.columns, self.localSplits, self.kTile) = (rows, columns, localSplits, kTile)
    let groups =
      problem.m.dividedRoundingUp(by: rows) * problem.allColumns.dividedRoundingUp(by: columns)
    let wanted = min(
      (2 * device.computeUnits).dividedRoundingUp(by: groups), problem.k / Self.leastKPerSplit)
    let kTiles = problem.k.dividedRoundingUp(by: kTile)
    kPerSplit =
      kTile * kTiles.dividedRoundingUp(by: problem.k > Self.unsplitK ? max(1, wanted) : 1)
  }

  /// One launch, or two where K is split.
  var lowering: Lowering {
    let isSplit = splits > 1
    let constants = problem.constants.merging([
      "TILE_ROWS": rows, "TILE_COLUMNS": columns, "LOCAL_SPLITS": localSplits, "ITEMS": items,
      "K_TILE": kTile, "IS_SPLIT": isSplit ? 1 : 0,
    ]) { $1 }
    let kernel = KernelSpecification(
      .matrixProductNarrowGPU, "matrixProductNarrowGPU", constants: constants)
    let grid = ([rowTiles * items, columnTiles, splits], [items, 1, 1])
    let sizes = [problem.m, problem.k, problem.allColumns]
    guard isSplit else {
      return Lowering([
        .kernel(kernel, problem.arguments + sizes.map { .int(Int32($0)) }, on: grid)
      ])
    }
    let elements =
      (problem.m + (problem.products.form == .gradients ? 1 : 0)) * problem.allColumns
    let partial = Launch.kernel(
      kernel,
      problem.operands + [.workspace(0)] + (sizes + [kPerSplit]).map { .int(Int32($0)) },
      on: grid)
    let sum = Launch.kernel(
      KernelSpecification(
        .matrixProductNarrowAdd, "matrixProductNarrowAdd", constants: problem.constants),
      problem.results + [.workspace(0)]
        + [problem.m, problem.allColumns, splits].map { .int(Int32($0)) },
      on: problem.device.elements(elements))
    return Lowering([partial, sum], workspace: [4 * splits * elements])
  }
}
