import Basics
import Graphs
import Kernels

/// How the GPU family computes a matrix product: the tile and the split of K that a model of the
/// device's compute units finds fastest for the shape.
///
/// Tuning choices: `splits` and those of `choices`. One for which the device, or the choices before it,
/// leave no tile has no effect.
struct MatrixProductGPU: Algorithm {
  static let name = "tiled"
  static let supported: Set<MatrixProductProblem.Need> = [.halfStorage]

  let tile: MatrixProductGPUTile
  let splits: Int
  private let problem: MatrixProductProblem
  private let product: MatrixProduct
  private let device: DeviceTraits
  private let extents: GEMMExtents
  private let kPerSplit: Int
  /// Whether the kernel sums B's columns, for which the device must have tiles.
  private let withColumnSums: Bool
  private let half: HalfOperands

  /// The split-K factors to choose from, and the least K of one split.
  private static let splits = [1, 2, 4, 8, 16, 32, 64]
  private static let leastKPerSplit = 64

  /// The sizes of a tile that a tuning record may choose. Records write `shares` for local splits and
  /// `slab` for K-tiles.
  private static let choices: [(name: String, size: @Sendable (MatrixProductGPUTile) -> Int)] = [
    ("tileRows", \.rows), ("tileColumns", \.columns), ("itemRows", \.itemRows),
    ("itemColumns", \.itemColumns), ("shares", \.localSplits), ("slab", \.kTile),
  ]

  init(_ problem: MatrixProductProblem) {
    let (product, device, extents) = (problem.product, problem.device, problem.extents)
    let summing = MatrixProductGPUTile.all(for: device, withColumnSums: true)
    let withColumnSums = problem.hasColumnSums && !summing.isEmpty
    let all =
      withColumnSums ? summing : MatrixProductGPUTile.all(for: device, withColumnSums: false)
    precondition(
      !withColumnSums
        || !product.transposeSecond && product.epilogueInputs == 0
          && product.activation == .identity,
      "\(product.name): column sums of \(product), \(extents), \(all.count) tiles")
    self.problem = problem
    (self.product, self.device, self.extents) = (product, device, extents)
    self.withColumnSums = withColumnSums
    half = problem.half
    let choices = problem.tuning.entries[problem.key] ?? [:]
    let tiles = Self.tiles(all.isEmpty ? [.smallest] : all, with: choices)
    let factors =
      choices["splits"].map { [max(1, min($0, extents.k))] }
      ?? Self.splits.filter { $0 == 1 || extents.k / $0 >= Self.leastKPerSplit }
    var best = (tile: tiles[0], splits: 1, cost: Int.max)
    for tile in tiles {
      for splits in factors {
        let cost = tile.cost(extents, splits: splits, on: device)
        if cost < best.cost { best = (tile, splits, cost) }
      }
    }
    tile = best.tile
    // Whole K-tiles, so that only the last split ends in one that is not full.
    let kTiles = extents.k.dividedRoundingUp(by: tile.kTile)
    kPerSplit = tile.kTile * kTiles.dividedRoundingUp(by: best.splits)
    splits = extents.k.dividedRoundingUp(by: kPerSplit)
  }

  /// One launch, or two where K is split; another for the sums of B's columns where the kernel has none.
  var lowering: Lowering {
    withColumnSums ? main : problem.appendingColumnSums(to: main)
  }

  private var main: Lowering {
    let (m, n, k) = (extents.m, extents.n, extents.k)
    let isSplit = splits > 1
    let partial = KernelLaunch.Argument.workspace(0)
    let outputs: [KernelLaunch.Argument] =
      (isSplit ? [partial] : [.output(0)])
      + (withColumnSums ? [isSplit ? partial : .output(1)] : [])
    let launch = Launch.kernel(
      KernelLaunch(
        KernelSpecification(.matrixProductGPU, "matrixProductGPU", constants: constants),
        [.input(0), .input(1)] + (isSplit ? [] : product.epilogueArguments) + outputs
          + [m, n, k, isSplit ? kPerSplit : k].map { .int(Int32($0)) },
        global: [
          n.dividedRoundingUp(by: tile.columns) * tile.items, m.dividedRoundingUp(by: tile.rows),
          splits,
        ], local: [tile.items, 1, 1]))
    guard isSplit else { return Lowering([launch]) }
    let sum = product.sum(
      of: splits, in: partial, rows: m, columns: n, columnSums: withColumnSums ? .output(1) : nil,
      half: half, for: device)
    return Lowering([launch, sum], workspace: [4 * splits * (m * n + (withColumnSums ? n : 0))])
  }

  private var constants: [String: Int] {
    let sizes = [
      "IS_SPLIT": splits > 1 ? 1 : 0,
      "MEMORY": tile.localFloats(withColumnSums: withColumnSums),
      "HAS_SUMS": withColumnSums ? 1 : 0, "TRANSPOSE_A": product.transposeFirst ? 1 : 0,
      "TRANSPOSE_B": product.transposeSecond ? 1 : 0,
      "A_LANES": lanes(alongK: !product.transposeFirst, extent: extents.m, tile: tile.rows),
      "B_LANES": lanes(alongK: product.transposeSecond, extent: extents.n, tile: tile.columns),
      "C_LANES": extents.n % 4 == 0 ? 4 : 1,
    ]
    return sizes.merging(tile.constants) { $1 }.merging(
      product.epilogueConstants(splits == 1, half)
    ) { $1 }
    .merging(half.constants(["a": .input(0), "b": .input(1)])) { $1 }
  }

  /// Floats of one load: four where the stored rows of the operand are a multiple of that. Loads of
  /// four along K for a small tile would all be stored in the same banks.
  private func lanes(alongK: Bool, extent: Int, tile: Int) -> Int {
    (alongK ? extents.k % 4 == 0 && tile >= 32 : extent % 4 == 0) ? 4 : 1
  }

  /// The tiles that have the chosen sizes; a choice that no tile has is ignored.
  private static func tiles(
    _ all: [MatrixProductGPUTile], with choices: [String: Int]
  ) -> [MatrixProductGPUTile] {
    Self.choices.reduce(all) { tiles, choice in
      let chosen = tiles.filter { choice.size($0) == choices[choice.name] }
      return chosen.isEmpty ? tiles : chosen
    }
  }

  /// The sizes to try: those of tiles that the device can run and that the choices before leave,
  /// without tiles that are twice as large as the result needs. Then split-K, and whether the matrix
  /// library is faster.
  static func axes(
    _ problem: MatrixProductProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    let extents = problem.extents
    let all = MatrixProductGPUTile.all(for: problem.device, withColumnSums: false).filter {
      $0.rows < max(2 * extents.m, 8) && $0.columns < max(2 * extents.n, 8)
    }
    let sizes = choices.indices.map { index in
      TuningSpace.Axis(choices[index].name) { chosen in
        let before = Set(choices[..<index].map(\.name))
        let tiles = Self.tiles(all, with: chosen.filter { before.contains($0.key) })
        return Set(tiles.map { choices[index].size($0) }).sorted()
      }
    }
    return sizes + [.init("splits", extents.splits), MatrixProductLibrary.axis]
  }
}
