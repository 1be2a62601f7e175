import Graphs
import Kernels

/// How the GPU family computes a matrix product: the tile, and the parts of the inner index that are
/// summed separately, which a model of the device's compute units finds best for the shape.
struct MatrixProductGPU {
  let tile: MatrixProductGPUTile
  let splits: Int
  private let product: MatrixProduct
  private let device: DeviceTraits
  private let rows: Int
  private let columns: Int
  private let depth: Int
  private let depthSlice: Int
  private let withSums: Bool
  private let half: HalfOperands

  /// Parts of the inner index to choose from, and the least inner indices of one.
  private static let splits = [1, 2, 4, 8, 16, 32, 64]
  private static let leastSlice = 64

  /// The sizes of a tile that a tuning record may choose.
  private static let choices: [(name: String, size: @Sendable (MatrixProductGPUTile) -> Int)] = [
    ("tileRows", \.rows), ("tileColumns", \.columns), ("itemRows", \.itemRows),
    ("itemColumns", \.itemColumns), ("shares", \.shares), ("kTile", \.kTile),
  ]

  /// - Parameters:
  ///   - extents: those of the result and the length of the sums.
  ///   - withSums: whether the sums of B's columns are the second output; B is not transposed then,
  ///     the product has no epilogue, and the device has tiles with sums.
  ///   - half: what is stored in half precision.
  ///   - choices: `splits` and those of `choices`. One that the device or those before it leave no
  ///     tile for has no effect.
  init(
    _ product: MatrixProduct, _ extents: (rows: Int, columns: Int, depth: Int), withSums: Bool,
    half: HalfOperands = HalfOperands(), _ device: DeviceTraits, _ choices: [String: Int]
  ) {
    self.product = product
    self.device = device
    self.withSums = withSums
    self.half = half
    (rows, columns, depth) = extents
    let all = MatrixProductGPUTile.all(for: device, withSums: withSums)
    let tiles = Self.tiles(all.isEmpty ? [.smallest] : all, with: choices)
    let wanted = choices["splits"].map { [max(1, min($0, extents.depth))] }
    let counts =
      wanted ?? Self.splits.filter { $0 == 1 || extents.depth / $0 >= Self.leastSlice }
    var best = (tile: tiles[0], splits: 1, cost: Int.max)
    for tile in tiles {
      for splits in counts {
        let cost = tile.cost(extents, splits: splits, on: device)
        if cost < best.cost { best = (tile, splits, cost) }
      }
    }
    tile = best.tile
    // Whole K-tiles, so that only the last part has one that is not full.
    let kTiles = MatrixProductCPUTiling.parts(extents.depth, tile.kTile)
    depthSlice = tile.kTile * MatrixProductCPUTiling.parts(kTiles, best.splits)
    splits = MatrixProductCPUTiling.parts(extents.depth, depthSlice)
  }

  /// One launch, or two where the inner index is split.
  var lowering: Lowering {
    let isSplit = splits > 1
    let partial = KernelLaunch.Argument.workspace(0)
    let outputs: [KernelLaunch.Argument] =
      (isSplit ? [partial] : [.output(0)]) + (withSums ? [isSplit ? partial : .output(1)] : [])
    let main = Launch.kernel(
      KernelLaunch(
        KernelSpecification(.matrixProductGPU, "matrixProductGPU", constants: constants),
        [.input(0), .input(1)] + (isSplit ? [] : product.epilogueArguments) + outputs
          + [rows, columns, depth, isSplit ? depthSlice : depth].map { .int(Int32($0)) },
        global: [
          MatrixProductCPUTiling.parts(columns, tile.columns) * tile.items,
          MatrixProductCPUTiling.parts(rows, tile.rows), splits,
        ], local: [tile.items, 1, 1]))
    guard isSplit else { return Lowering([main]) }
    let sum = product.sum(
      of: splits, in: partial, rows: rows, columns: columns, sums: withSums ? .output(1) : nil,
      half: half, for: device)
    return Lowering(
      [main, sum], workspace: [4 * splits * (rows * columns + (withSums ? columns : 0))])
  }

  private var constants: [String: Int] {
    let sizes = [
      "IS_SPLIT": splits > 1 ? 1 : 0, "TILE_ROWS": tile.rows, "TILE_COLUMNS": tile.columns,
      "ITEM_ROWS": tile.itemRows,
      "ITEM_COLUMNS": tile.itemColumns, "SHARES": tile.shares, "K_TILE": tile.kTile,
      "MEMORY": tile.localFloats(withSums: withSums), "HAS_SUMS": withSums ? 1 : 0,
      "TRANSPOSE_A": product.transposeFirst ? 1 : 0,
      "TRANSPOSE_B": product.transposeSecond ? 1 : 0,
      "A_LANES": lanes(
        alongDepth: !product.transposeFirst, extent: rows, tile: tile.rows),
      "B_LANES": lanes(
        alongDepth: product.transposeSecond, extent: columns, tile: tile.columns),
      "C_LANES": columns % 4 == 0 ? 4 : 1,
    ]
    return sizes.merging(product.epilogueConstants(splits == 1, half)) { $1 }
      .merging(half.constants(["a": .input(0), "b": .input(1)])) { $1 }
  }

  /// Floats of one load: four where rows in memory are a multiple of that. Across a low tile fours
  /// along the inner index would all be stored in the same banks.
  private func lanes(alongDepth: Bool, extent: Int, tile: Int) -> Int {
    (alongDepth ? depth % 4 == 0 && tile >= 32 : extent % 4 == 0) ? 4 : 1
  }

  /// The tiles of these sizes, as far as there are any.
  private static func tiles(
    _ all: [MatrixProductGPUTile], with choices: [String: Int]
  ) -> [MatrixProductGPUTile] {
    Self.choices.reduce(all) { tiles, choice in
      let chosen = tiles.filter { choice.size($0) == choices[choice.name] }
      return chosen.isEmpty ? tiles : chosen
    }
  }

  /// What to try of the tiles that a device can run: sizes that the choices before leave, and no
  /// tile that half its size would do for.
  static func axes(
    _ extents: (rows: Int, columns: Int, depth: Int), _ device: DeviceTraits
  ) -> [TuningSpace.Axis] {
    let all = MatrixProductGPUTile.all(for: device, withSums: false).filter {
      $0.rows < max(2 * extents.rows, 8) && $0.columns < max(2 * extents.columns, 8)
    }
    return choices.indices.map { index in
      TuningSpace.Axis(choices[index].name) { chosen in
        let before = Set(choices[..<index].map(\.name))
        let tiles = Self.tiles(all, with: chosen.filter { before.contains($0.key) })
        return Set(tiles.map { choices[index].size($0) }).sorted()
      }
    }
  }
}
