import Graphs

/// The tile of a work-group in the GPU family's matrix product; see `MatrixProductGPU`.
struct MatrixProductGPUTile: Hashable {
  /// Rows and columns of the work-group, and of a work-item's part.
  let rows: Int
  let columns: Int
  let itemRows: Int
  let itemColumns: Int
  /// Work-items for each element, which share the inner indices of a K-tile.
  let shares: Int
  /// Inner indices that pass through local memory at a time.
  let kTile: Int

  /// Registers of a work-item beside its sums, and of a common compute unit.
  private static let otherRegisters = 64
  private static let registers = 65_536
  /// Floats of the next K-tile that a work-item holds in registers, at most.
  private static let fetched = 16

  // What follows is in multiply-adds that a common compute unit makes meanwhile, 128 a cycle.
  /// From asking for a K-tile to having it.
  private static let latency = 90_000
  /// A float from global memory or the cache in front of it.
  private static let load = 20
  /// Another launch, and a float of a partial product for all compute units together.
  private static let launch = 900_000
  private static let partial = 40

  /// Work-items of the work-group.
  var items: Int { (rows / itemRows) * (columns / itemColumns) * shares }

  /// Floats of local memory: two K-tiles of each operand, or what the shares add up in the end.
  func localFloats(withSums: Bool) -> Int {
    max(
      2 * kTile * (rows + columns), shares > 1 ? shares * rows * columns : 0, withSums ? items : 0)
  }

  /// A single work-item, for a device that allows no more; it cannot add up columns.
  static let smallest = MatrixProductGPUTile(
    rows: 4, columns: 4, itemRows: 4, itemColumns: 4, shares: 1, kTile: 8)

  /// The tiles that suit a device, with the sums of B's columns where they are asked for; any GPU has
  /// some.
  static func all(for device: DeviceTraits, withSums: Bool) -> [MatrixProductGPUTile] {
    let sizes = [4, 8, 16, 32, 64, 128]
    var tiles: [MatrixProductGPUTile] = []
    for rows in sizes {
      for columns in sizes {
        for (itemRows, itemColumns) in [(8, 8), (8, 4), (4, 8), (4, 4)]
        where itemRows <= rows && itemColumns <= columns {
          for shares in [1, 2, 4, 8, 16, 32, 64] {
            for kTile in [8, 16, 32, 64, 128] {
              let tile = MatrixProductGPUTile(
                rows: rows, columns: columns, itemRows: itemRows, itemColumns: itemColumns,
                shares: shares, kTile: kTile)
              if tile.fits(device, withSums: withSums) { tiles.append(tile) }
            }
          }
        }
      }
    }
    return tiles
  }

  /// Whether the device can run it, and whether there is sense in it: work-items that fill a few
  /// lanes, some inner indices for each of them, and no more than those that they unroll.
  private func fits(_ device: DeviceTraits, withSums: Bool) -> Bool {
    let most = min(256, device.maximumWorkGroupSize)
    return (min(32, most)...most).contains(items)
      && 4 * localFloats(withSums: withSums) <= device.localMemoryBytes
      && kTile * (rows + columns) <= Self.fetched * items
      && (2 * shares...16 * shares).contains(kTile)
      && (!withSums || items >= columns)
  }

  /// The time of a product, by how long its busiest compute unit takes.
  ///
  /// The work-groups that a unit has room for hide each other's waiting for K-tiles: for each K-tile
  /// they take the time of their multiplications and loads, but no less than the wait for one.
  func cost(
    _ extents: (rows: Int, columns: Int, depth: Int), splits: Int, on device: DeviceTraits
  ) -> Int {
    typealias Tiling = MatrixProductCPUTiling
    let groups =
      Tiling.parts(extents.rows, rows) * Tiling.parts(extents.columns, columns) * splits
    let kTiles = Tiling.parts(Tiling.parts(extents.depth, splits), kTile)
    let area = rows * columns
    // A float from local memory is worth one multiply-add.
    let multiplied = area + area * (itemRows + itemColumns) / (itemRows * itemColumns)
    let perKTile = kTile * max(multiplied, Self.load * (rows + columns))
    let own = Tiling.parts(groups, device.computeUnits)
    let room = min(
      Self.registers / (items * (itemRows * itemColumns + Self.otherRegisters)),
      device.localMemoryBytes / (4 * localFloats(withSums: false)))
    let together = max(1, min(own, room))
    let wait = Self.latency * (shares > 1 ? 3 : 2)
    let time =
      Tiling.parts(own, together) * (kTiles * max(together * perKTile, Self.latency) + wait)
    guard splits > 1 else { return time }
    return time + Self.launch
      + Self.partial * extents.rows * extents.columns * splits / device.computeUnits
  }
}
