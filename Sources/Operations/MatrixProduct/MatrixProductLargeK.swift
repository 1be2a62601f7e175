import Graphs
import Kernels

/// How the CPU family computes Aᵀ·B over many rows with a small result, and with it the sums of B's
/// columns: a dense layer's gradients where it is applied to every step of a batch of sequences.
struct MatrixProductLargeK {
  private let device: DeviceTraits
  private let rows: Int
  private let columns: Int
  private let depth: Int
  /// Whether A is read as vectors and B as scalars.
  private let isSwapped: Bool
  private let withSums: Bool
  private let tileRows: Int
  /// Work-items that share the vectors of a row.
  private let shares: Int
  private let depthSlice: Int

  /// Inner indices of a block, and the largest sizes that a work-item keeps in private memory.
  private static let depthBlock = 64
  private static let panel = 64
  private static let totalBytes = 1 << 16

  /// - Parameter extents: those of the result and the length of the sums.
  /// - Returns: nil where the general kernel is the better one.
  init?(
    _ extents: (rows: Int, columns: Int, depth: Int), withSums: Bool, _ device: DeviceTraits
  ) {
    typealias Tiling = MatrixProductCPUTiling
    self.device = device
    self.withSums = withSums
    (rows, columns, depth) = extents
    let (width, cores) = (device.vectorWidth, device.computeUnits)
    let tileRows = width >= 16 ? 8 : 4
    self.tileRows = tileRows
    // The cores share the vectors of a row, without partial sums, where a share is long and about
    // even, or one tile is high enough for all scalars: a few percent slower than slices of the
    // depth, and a launch less. Shorter shares took a quarter longer.
    func work(scalars: Int, vectors count: Int) -> (tiles: Int, shares: Int, share: Int) {
      let vectors = Tiling.parts(count, width)
      let share = Tiling.parts(vectors, cores)
      let isEven = share >= 4 && 4 * share * cores <= 5 * vectors
      let isShared = vectors >= cores && (isEven || scalars <= tileRows)
      return (Tiling.parts(scalars, tileRows), isShared ? cores : 0, isShared ? share : vectors)
    }
    let straight = work(scalars: rows, vectors: columns)
    let swapped = work(scalars: columns, vectors: rows)
    func cost(_ work: (tiles: Int, shares: Int, share: Int)) -> Int {
      work.tiles * work.share * max(1, work.shares)
    }
    isSwapped = columns < width || (rows >= width && cost(swapped) < cost(straight))
    let chosen = isSwapped ? swapped : straight
    shares = max(1, chosen.shares)
    // Whole blocks, no fewer than eight.
    let blocks = Tiling.parts(depth, Self.depthBlock)
    depthSlice =
      Self.depthBlock * (chosen.shares > 0 ? blocks : max(8, Tiling.parts(blocks, 2 * cores)))
    guard depth >= 1024, max(rows, columns) >= width,
      chosen.tiles * tileRows <= Self.panel,
      chosen.tiles * tileRows * chosen.share * width * 4 <= Self.totalBytes
    else { return nil }
  }

  /// Inputs are A and B, outputs C and, with sums, those of B's columns.
  var lowering: Lowering {
    let slices = MatrixProductCPUTiling.parts(depth, depthSlice)
    let isSplit = slices > 1
    let count = rows * columns
    let sums = withSums ? columns : 0
    let outputs: [KernelLaunch.Argument] = [.output(0), .output(withSums ? 1 : 0)]
    let constants = [
      "TILE_ROWS": tileRows, "DEPTH_BLOCK": Self.depthBlock, "PANEL": Self.panel,
      "TOTALS": Self.totalBytes / (4 * device.vectorWidth),
      "COLUMNS": Self.totalBytes / (16 * device.vectorWidth),
    ]
    let operands: [KernelLaunch.Argument] =
      isSwapped ? [.input(1), .input(0)] : [.input(0), .input(1)]
    let sizes = [
      isSwapped ? columns : rows, isSwapped ? rows : columns, depth, depthSlice,
      (isSwapped ? 1 : 0) + (withSums ? 2 : 0), isSplit ? count + sums : 0, isSplit ? count : 0,
    ]
    let product = Launch.kernel(
      KernelLaunch(
        KernelSpecification(.matrixProductLargeK, "matrixProductLargeK", constants: constants),
        operands + (isSplit ? [.workspace(0), .workspace(0)] : outputs)
          + sizes.map { .int(Int32($0)) },
        global: [slices, shares], local: [1, 1]))
    guard isSplit else { return Lowering([product]) }
    let grid = device.elements(count + sums)
    let sum = Launch.kernel(
      KernelLaunch(
        KernelSpecification(.matrixProductLargeK, "matrixProductLargeKSum", constants: constants),
        [.workspace(0)] + outputs + [count, sums, slices].map { .int(Int32($0)) },
        global: grid.global, local: grid.local))
    return Lowering([product, sum], workspace: [4 * slices * (count + sums)])
  }
}
