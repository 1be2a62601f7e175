import Graphs
import Kernels

/// How the CPU family computes Aᵀ·B over many rows with a small result, and with it the sums of B's
/// columns: a dense layer's gradients where it is applied to every step of a batch of sequences.
struct MatrixProductDeep {
  private let device: DeviceTraits
  private let rows: Int
  private let columns: Int
  private let depth: Int
  /// Whether A is read as vectors, being the wider one, and B as scalars.
  private let isSwapped: Bool
  private let withSums: Bool
  private let tileRows: Int
  /// Vectors in one row of a register tile.
  private let tile: Int
  private let stripsPerItem: Int
  private let strips: Int
  private let depthSlice: Int

  /// Inner indices of a block, and the largest sizes that a work-item keeps in private memory.
  private static let depthBlock = 64
  private static let panel = 64
  private static let totalBytes = 1 << 16

  /// - Parameters:
  ///   - extents: those of the result and the length of the sums.
  ///   - slices: parts of the inner index that are summed separately; nil leaves the choice here.
  /// - Returns: nil where the general kernel is the better one.
  init?(
    _ extents: (rows: Int, columns: Int, depth: Int), withSums: Bool, slices: Int? = nil,
    _ device: DeviceTraits
  ) {
    self.device = device
    self.withSums = withSums
    (rows, columns, depth) = extents
    isSwapped = rows > columns
    let (scalars, width) = (min(rows, columns), device.vectorWidth)
    let vectors = MatrixProductTiling.parts(max(rows, columns), width)
    tileRows = width >= 16 ? 8 : 4
    let tiles = MatrixProductTiling.parts(scalars, tileRows)
    // With one tile of rows, as many strips as cores need no partial sums and no second launch.
    let sharesStrips = tiles == 1 && vectors >= device.computeUnits && (slices ?? 1) == 1
    tile =
      sharesStrips
      ? min(3, MatrixProductTiling.parts(vectors, device.computeUnits))
      : MatrixProductTiling.tile(vectors: vectors)
    strips = MatrixProductTiling.parts(vectors, tile)
    stripsPerItem = sharesStrips ? 1 : strips
    let slices = slices ?? (sharesStrips ? 1 : 2 * device.computeUnits)
    // Whole blocks, no fewer than eight.
    let blocks = MatrixProductTiling.parts(depth, Self.depthBlock)
    depthSlice = Self.depthBlock * max(8, MatrixProductTiling.parts(blocks, slices))
    guard depth >= 1024, max(rows, columns) >= width, scalars <= Self.panel,
      stripsPerItem * tiles * tileRows * tile * width * 4 <= Self.totalBytes
    else { return nil }
  }

  /// Inputs are A and B, outputs C and, with sums, those of B's columns.
  var lowering: Lowering {
    let slices = MatrixProductTiling.parts(depth, depthSlice)
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
      min(rows, columns), max(rows, columns), depth, tile, stripsPerItem, depthSlice,
      (isSwapped ? 1 : 0) + (withSums ? 2 : 0), isSplit ? count + sums : 0, isSplit ? count : 0,
    ]
    let product = Launch.kernel(
      KernelLaunch(
        KernelSpecification(.matrixProductDeep, "matrixProductDeep", constants: constants),
        operands + (isSplit ? [.workspace(0), .workspace(0)] : outputs)
          + sizes.map { .int(Int32($0)) },
        global: [slices, MatrixProductTiling.parts(strips, stripsPerItem)], local: [1, 1]))
    guard isSplit else { return Lowering([product]) }
    let grid = device.elements(count + sums)
    let sum = Launch.kernel(
      KernelLaunch(
        KernelSpecification(.matrixProductDeep, "matrixProductDeepSum", constants: constants),
        [.workspace(0)] + outputs + [count, sums, slices].map { .int(Int32($0)) },
        global: grid.global, local: grid.local))
    return Lowering([product, sum], workspace: [4 * slices * (count + sums)])
  }
}
