import Basics
import Graphs

/// The tile of C that a work-group of the GPU family computes; see `MatrixProductGPU`.
struct MatrixProductGPUTile: Hashable {
  /// Rows and columns of the work-group, and of the register tile of a work-item.
  let rows: Int
  let columns: Int
  let itemRows: Int
  let itemColumns: Int
  /// Split-K inside the work-group: the work-items for each register tile, among which the rows of a
  /// K-tile are divided.
  let localSplits: Int
  /// The length of K that passes through local memory at a time.
  let kTile: Int

  /// Registers of a work-item in addition to its accumulators, and of a common compute unit.
  private static let otherRegisters = 64
  private static let registers = 65_536
  /// The most floats of the next K-tile that a work-item holds in registers.
  private static let prefetched = 16

  // Times, in the multiply-adds that a common compute unit makes meanwhile, 128 a cycle.
  /// From requesting a K-tile until it has arrived.
  private static let latency = 90_000
  /// Loading a float from global memory or its cache.
  private static let load = 20
  /// Another launch, and a float of a partial product for all compute units together.
  private static let launch = 900_000
  private static let partial = 40

  /// Work-items along a column and along a row of the tile, and of the work-group.
  private var rowItems: Int { rows / itemRows }
  private var columnItems: Int { columns / itemColumns }
  var items: Int { rowItems * columnItems * localSplits }

  /// The constants that the kernel is compiled with.
  var constants: [String: Int] {
    [
      "TILE_ROWS": rows, "TILE_COLUMNS": columns, "ITEM_ROWS": itemRows,
      "ITEM_COLUMNS": itemColumns, "ROW_ITEMS": rowItems, "COLUMN_ITEMS": columnItems,
      "TILE_ITEMS": rowItems * columnItems, "ITEMS": items, "LOCAL_SPLITS": localSplits,
      "K_TILE": kTile,
    ]
  }

  /// Floats of local memory: two K-tiles of either operand, or what the local splits or the column sums
  /// are reduced in at the end.
  func localFloats(withColumnSums: Bool) -> Int {
    max(
      2 * kTile * (rows + columns), localSplits > 1 ? localSplits * rows * columns : 0,
      withColumnSums ? items : 0)
  }

  /// A single work-item, for a device that allows no more; it has no column sums.
  static let smallest = MatrixProductGPUTile(
    rows: 4, columns: 4, itemRows: 4, itemColumns: 4, localSplits: 1, kTile: 8)

  /// The tiles that suit a device, with column sums where they are asked for. A device with very small
  /// work-groups or little local memory may have none.
  static func all(for device: DeviceTraits, withColumnSums: Bool) -> [MatrixProductGPUTile] {
    let sizes = [4, 8, 16, 32, 64, 128]
    var tiles: [MatrixProductGPUTile] = []
    for rows in sizes {
      for columns in sizes {
        for (itemRows, itemColumns) in [(8, 8), (8, 4), (4, 8), (4, 4)]
        where itemRows <= rows && itemColumns <= columns {
          for localSplits in [1, 2, 4, 8, 16, 32, 64] {
            for kTile in [8, 16, 32, 64, 128] {
              let tile = MatrixProductGPUTile(
                rows: rows, columns: columns, itemRows: itemRows, itemColumns: itemColumns,
                localSplits: localSplits, kTile: kTile)
              if tile.suits(device, withColumnSums: withColumnSums) { tiles.append(tile) }
            }
          }
        }
      }
    }
    return tiles
  }

  /// Whether the device can run the tile, and whether it is worth trying: it fills a few warps, and
  /// each local split has from 2 to 16 rows of a K-tile, which the kernel unrolls.
  private func suits(_ device: DeviceTraits, withColumnSums: Bool) -> Bool {
    let most = min(256, device.maximumWorkGroupSize)
    return (min(32, most)...most).contains(items)
      && 4 * localFloats(withColumnSums: withColumnSums) <= device.localMemoryBytes
      && kTile * (rows + columns) <= Self.prefetched * items
      && (2 * localSplits...16 * localSplits).contains(kTile)
      && (!withColumnSums || items >= columns)
  }

  /// The time of a product: that of its busiest compute unit.
  ///
  /// Work-groups that are resident on one unit hide each other's latency: a K-tile takes all of them
  /// together the time of their multiply-adds and loads, but no less than the latency.
  func cost(_ extents: GEMMExtents, splits: Int, on device: DeviceTraits) -> Int {
    let groups =
      extents.m.dividedRoundingUp(by: rows) * extents.n.dividedRoundingUp(by: columns) * splits
    let kTiles = extents.k.dividedRoundingUp(by: splits).dividedRoundingUp(by: kTile)
    let area = rows * columns
    // A float from local memory costs as much as one multiply-add.
    let multiplied = area + area * (itemRows + itemColumns) / (itemRows * itemColumns)
    let perKTile = kTile * max(multiplied, Self.load * (rows + columns))
    let perUnit = groups.dividedRoundingUp(by: device.computeUnits)
    let fitting = min(
      Self.registers / (items * (itemRows * itemColumns + Self.otherRegisters)),
      device.localMemoryBytes / (4 * localFloats(withColumnSums: false)))
    let resident = max(1, min(perUnit, fitting))
    let startAndEnd = Self.latency * (localSplits > 1 ? 3 : 2)
    let time =
      perUnit.dividedRoundingUp(by: resident)
      * (kTiles * max(resident * perKTile, Self.latency) + startAndEnd)
    guard splits > 1 else { return time }
    return time + Self.launch
      + Self.partial * extents.m * extents.n * splits / device.computeUnits
  }
}
