import Graphs

/// How the CPU family's matrix product is cut into register tiles, cache blocks and work-items.
///
/// The sizes follow from register and cache sizes that all wide CPUs share: a tile's sums and one
/// row of the strip fill the registers, a packed strip the nearest cache, a group of strips with the
/// rows that pass over it the next one.
struct MatrixProductTiling {
  let device: DeviceTraits
  let rows: Int
  let columns: Int
  let depth: Int
  /// Rows of one register tile.
  let tileRows: Int
  /// Vectors in one row of a register tile.
  let tileVectors: Int
  /// Strips of columns that a work-item packs at once, so that B is read in longer runs.
  let group: Int
  /// Rows of one work-item.
  let rowBlock: Int
  /// Whether A is rearranged into tiles first: worth it where many strips read it.
  let packsRows: Bool
  /// Inner indices that are packed at a time.
  let depthBlock: Int
  /// Parts of the inner index that are summed separately, and the length of one.
  let splits: Int
  let depthSlice: Int

  init(
    _ extents: (rows: Int, columns: Int, depth: Int), _ device: DeviceTraits,
    _ tuning: TuningRecord, _ key: String
  ) {
    self.device = device
    (rows, columns, depth) = extents
    let width = device.vectorWidth
    tileVectors = columns > width ? 2 : 1
    let strips = Self.parts(columns, tileVectors * width)
    let candidate = tuning[key, "tileRows"] ?? Self.tileRows(for: rows, width: width)
    tileRows = max(1, min(rows, candidate))
    let tiles = Self.parts(rows, tileRows)
    packsRows = (tuning[key, "packed"] ?? (strips >= 4 && tiles > 1 ? 1 : 0)) == 1
    group = max(
      1, min(Self.groups, tuning[key, "group"] ?? Self.group(strips, device.computeUnits)))
    let groups = Self.parts(strips, group)
    // Half a megabyte of A passes over each strip, so that it stays near. Rows are shared out only
    // as far as the strips are too few for the cores: every block of rows packs B again.
    let workers = 2 * device.computeUnits
    let cached = max(1, (1 << 17) / (min(depth, Self.depthBlock) * tileRows))
    let balanced = Self.parts(tiles, Self.parts(workers, groups))
    rowBlock = max(1, min(cached, balanced)) * tileRows
    let items = groups * Self.parts(rows, rowBlock)
    let wanted = tuning[key, "splits"] ?? min(Self.parts(workers, items), depth / 256)
    depthSlice = Self.parts(depth, max(1, wanted))
    splits = Self.parts(depth, depthSlice)
    depthBlock = max(1, tuning[key, "depthBlock"] ?? Self.depthBlock)
  }

  /// Tiles of rows.
  var tiles: Int { Self.parts(rows, tileRows) }

  /// Work-items for each tile when A is rearranged.
  var packingPieces: Int { max(1, min(Self.parts(4 * device.computeUnits, tiles), depth / 64)) }

  var global: [Int] {
    [
      Self.parts(columns, group * tileVectors * device.vectorWidth), Self.parts(rows, rowBlock),
      splits,
    ]
  }

  /// What the kernel is compiled for, beside the epilogue.
  var constants: [String: Int] {
    var constants = [
      "TILE_ROWS": tileRows, "TILE_VECTORS": tileVectors, "GROUPS": Self.groups,
      "PACKED_A": packsRows ? 1 : 0, "DEPTH_BLOCK": depthBlock,
    ]
    // Packed, A looks the same whichever way it was stored.
    if packsRows { constants["TRANSPOSE_A"] = 0 }
    return constants
  }

  /// The sizes that follow the tensors.
  var arguments: [KernelLaunch.Argument] {
    [rows, columns, depth, group, rowBlock, depthSlice].map { .int(Int32($0)) }
  }

  /// Strips that a work-item can pack at once.
  private static let groups = 4

  /// Inner indices of a packed strip: two vectors of 16 make it 16 kilobytes.
  private static let depthBlock = 128

  /// The number of strips in a group that leaves the cores idle least; wide groups first, because
  /// they read B in longer runs, which is worth a few percent.
  private static func group(_ strips: Int, _ cores: Int) -> Int {
    func cost(_ group: Int) -> Int { parts(parts(strips, group), cores) * group * (24 - group) }
    return (1...groups).reversed().min { cost($0) < cost($1) } ?? 1
  }

  /// The tile height that wastes least on the last tile, taller ones first.
  ///
  /// Vectors of 16 come with 32 registers: up to 13 × 2 sums, a row of the strip and a scalar.
  /// Narrower ones may have 16 registers: 6 × 2 sums.
  private static func tileRows(for rows: Int, width: Int) -> Int {
    let candidates = width >= 16 ? 8...13 : 4...6
    return candidates.reversed().min {
      // A row more than the sums stands for loading the strip.
      parts(rows, $0) * ($0 + 1) < parts(rows, $1) * ($1 + 1)
    } ?? candidates.upperBound
  }

  /// Two or three vectors in a row of a tile, whichever leaves less of the last tile unused.
  static func tile(vectors: Int) -> Int {
    vectors == 1 ? 1 : parts(vectors, 3) * 3 < parts(vectors, 2) * 2 ? 3 : 2
  }

  /// ⌈count / size⌉
  static func parts(_ count: Int, _ size: Int) -> Int { (count + size - 1) / size }
}
