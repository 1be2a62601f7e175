import Basics
import Graphs

/// How the CPU family's matrix product is cut into register tiles, cache panels and work-items.
///
/// The sizes follow from register and cache sizes that all wide CPUs share: a tile's sums and one
/// row of the strip fill the registers, a packed strip half the nearest cache, the panels of both
/// operands the next one.
struct MatrixProductCPUTiling {
  let device: DeviceTraits
  let rows: Int
  let columns: Int
  let depth: Int
  /// Rows of one register tile.
  let tileRows: Int
  /// Vectors in one row of a register tile.
  let tileVectors: Int
  /// Strips of columns, and tiles of rows, of one work-item.
  let group: Int
  let tiles: Int
  /// Inner indices that are packed at a time.
  let depthBlock: Int
  /// Parts of the inner index that are summed separately, and the length of one.
  let splits: Int
  let depthSlice: Int

  /// Vectors of the panels: 160 and 96 kilobytes where a vector holds 16 floats.
  private static let firstPanel = 2560
  private static let secondPanel = 1536
  /// Elements of a work-item's result, at most, where several panels of inner indices add to it.
  private static let resultElements = 1 << 17
  /// Inner indices of a packed strip, at most: two vectors of 16 make it 24 kilobytes.
  private static let depthBlock = 192
  /// Inner indices that are packed at a time where these are all: no result is added to.
  private static let wholeDepth = 256

  init(
    _ extents: (rows: Int, columns: Int, depth: Int),
    transposeFirst: Bool, transposeSecond: Bool, _ device: DeviceTraits,
    _ tuning: TuningRecord, _ key: String
  ) {
    self.device = device
    (rows, columns, depth) = extents
    let width = device.vectorWidth
    tileVectors = columns > width ? 2 : 1
    tileRows = max(1, min(width, tuning[key, "tileRows"] ?? Self.tileRows(for: rows, width: width)))
    // Blocks of about equal length, in whole vectors, so that a transposed operand is read in whole
    // cache lines where its rows are.
    let blocks = depth <= Self.wholeDepth ? 1 : Self.parts(depth, Self.depthBlock)
    let even = width * Self.parts(depth, width * blocks)
    depthBlock = max(1, min(tuning[key, "depthBlock"] ?? even, Self.secondPanel / 2))
    let costs = Costs(
      strips: Self.parts(columns, tileVectors * width), tiles: Self.parts(rows, tileRows),
      tile: tileRows * tileVectors, packTile: transposeFirst ? 3 : 10,
      packStrip: (transposeSecond ? 14 : 10) * tileVectors,
      panelTiles: max(1, Self.firstPanel / depthBlock),
      mostTiles: depth <= depthBlock
        ? Int.max : Self.resultElements / (tileRows * tileVectors * width),
      cores: device.computeUnits)
    (group, tiles) = costs.cheapest(group: tuning[key, "group"])
    let items = Self.parts(costs.strips, group) * Self.parts(costs.tiles, tiles)
    // The inner index is split only as far as there are too few tiles for the cores.
    let wanted =
      tuning[key, "splits"] ?? min(Self.parts(device.computeUnits, items), depth / 256)
    depthSlice = Self.parts(depth, max(1, wanted))
    splits = Self.parts(depth, depthSlice)
  }

  var global: [Int] {
    [Self.parts(columns, columnBlock), Self.parts(rows, tiles * tileRows), splits]
  }

  /// What the kernel is compiled for, beside the activation.
  var constants: [String: Int] {
    [
      "TILE_ROWS": tileRows, "TILE_VECTORS": tileVectors, "A_PANEL": Self.firstPanel,
      "B_PANEL": Self.secondPanel,
    ]
  }

  /// The sizes that follow the tensors.
  var arguments: [Int] {
    [rows, columns, depth, columnBlock, tiles * tileRows, depthSlice, depthBlock]
  }

  /// Columns of one work-item.
  private var columnBlock: Int { group * tileVectors * device.vectorWidth }

  /// The tile height that wastes least on the last tile, of two so that few programs are compiled.
  ///
  /// Vectors of 16 come with 32 registers: up to 13 × 2 sums, a row of the strip and a scalar.
  /// Narrower ones may have 16 registers: 6 × 2 sums.
  private static func tileRows(for rows: Int, width: Int) -> Int {
    let (low, high) = width >= 16 ? (8, 13) : (4, min(6, width))
    // A row more than the sums stands for loading the strip.
    return parts(rows, low) * (low + 1) < parts(rows, high) * (high + 1) ? low : high
  }

  /// Two or three vectors in a row of a tile, whichever leaves less of the last tile unused.
  static func tile(vectors: Int) -> Int {
    vectors == 1 ? 1 : parts(vectors, 3) * 3 < parts(vectors, 2) * 2 ? 3 : 2
  }

  /// ⌈count / size⌉
  static func parts(_ count: Int, _ size: Int) -> Int { count.dividedRoundingUp(by: size) }
}

/// What a work-item of a matrix product costs for each inner index, in half multiply-adds of a
/// vector as they were measured.
private struct Costs {
  /// Of the whole product.
  let strips: Int
  let tiles: Int
  /// One tile over one strip, and the packing of a tile of the first operand and of a strip of the
  /// second, which is repeated for every `panelTiles` tiles.
  let tile: Int
  let packTile: Int
  let packStrip: Int
  let panelTiles: Int
  /// Tiles times strips that a work-item may have, so that its result stays near.
  let mostTiles: Int
  let cores: Int

  /// The strips and tiles of a work-item with which the cores, which take work-items in turn, are
  /// done first; smaller ones where they cost next to nothing.
  ///
  /// - Parameter group: the strips, where they are given.
  func cheapest(group given: Int?) -> (group: Int, tiles: Int) {
    typealias Tiling = MatrixProductCPUTiling
    var best = (cost: Int.max, group: 1, tiles: 1)
    let most = 2 * cores
    for rowParts in 1...max(1, min(tiles, most)) {
      let height = Tiling.parts(tiles, rowParts)
      let fewest = Tiling.parts(strips, max(1, min(strips, mostTiles / height)))
      for columnParts in fewest...max(fewest, min(strips, fewest + most)) {
        let group = max(1, min(strips, given ?? Tiling.parts(strips, columnParts)))
        let items = Tiling.parts(strips, group) * Tiling.parts(tiles, height)
        let item =
          height * group * tile + height * packTile
          + group * packStrip * Tiling.parts(height, panelTiles)
        // A core that comes late leaves the others waiting for a part of its last work-item.
        let cost = Tiling.parts(items, cores) * item + item / 32
        if cost < best.cost { best = (cost, group, height) }
      }
    }
    return (best.group, best.tiles)
  }
}
