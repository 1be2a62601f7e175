import Basics
package import Graphs

/// The tile that a work-group of the GPU family computes of an implicit matrix product, and the register
/// tile of a work-item; see ConvolutionKTiles.cl.
package struct ConvolutionGPUTile: Sendable, Hashable {
  /// The product that a tile is chosen for.
  package struct Product: Sendable {
    /// M and N.
    let rows: Int
    let columns: Int
    /// Independent products in one launch, such as parity classes.
    let copies: Int
    /// Whether K is split where there are too few tiles.
    let isSplit: Bool
    /// Rows that a work-item can load at a time: a tile has at most as many for each work-item.
    let loadedRows: Int

    package init(
      rows: Int, columns: Int, copies: Int = 1, isSplit: Bool = false, loadedRows: Int = .max
    ) {
      (self.rows, self.columns, self.copies) = (rows, columns, copies)
      (self.isSplit, self.loadedRows) = (isSplit, loadedRows)
    }
  }

  /// The extents of tiles.
  package static let extents = [128, 64, 32, 16]
  /// The K of K-tiles.
  package static let kTiles = [8, 16]
  /// The results of a work-item.
  private static let items = [(rows: 8, columns: 8), (rows: 8, columns: 4), (rows: 4, columns: 4)]
  /// Work-items of a work-group, at most.
  private static let maxWorkItems = 256
  /// Work-items with which a compute unit hides latencies.
  private static let busyWorkItems = 128
  /// Work-items that execute in lockstep (a warp).
  private static let warp = 32

  /// Results of the tile.
  package let rows: Int
  package let columns: Int
  /// K of a K-tile.
  package let kTile: Int
  /// Results of a work-item.
  let itemRows: Int
  let itemColumns: Int

  /// The cheapest tile within the device's limits.
  ///
  /// - Parameters:
  ///   - tunedRows: rows of the tile, as `tunedColumns` and `tunedKTile`; nil for the rule here. Tuned
  ///     extents beyond the device's limits are ignored.
  package init(
    _ product: Product, for device: DeviceTraits, tunedRows: Int? = nil, tunedColumns: Int? = nil,
    tunedKTile: Int? = nil
  ) {
    let tiles = Self.tiles(product, device, tunedKTile)
    let suited = tiles.filter {
      $0.rows == tunedRows ?? $0.rows && $0.columns == tunedColumns ?? $0.columns
    }
    guard
      let cheapest = (suited.isEmpty ? tiles : suited).min(by: {
        $0.cost(product, device) < $1.cost(product, device)
      })
    else {
      preconditionFailure(
        "a convolution's product \(product) has no tile for work-groups of "
          + "\(device.maximumWorkGroupSize) and \(device.localMemoryBytes) bytes of local memory")
    }
    self = cheapest
  }

  private init(rows: Int, columns: Int, kTile: Int, itemRows: Int, itemColumns: Int) {
    (self.rows, self.columns, self.kTile) = (rows, columns, kTile)
    (self.itemRows, self.itemColumns) = (itemRows, itemColumns)
  }

  /// Every tile within the device's limits, large ones first.
  private static func tiles(
    _ product: Product, _ device: DeviceTraits, _ tunedKTile: Int?
  ) -> [Self] {
    var tiles: [Self] = []
    for rows in extents {
      for columns in extents {
        for item in items {
          // Work-items with few results need more steps of K between two barriers.
          let usual = item.rows * item.columns == 64 ? 8 : 16
          let wanted = kTiles.first { $0 == tunedKTile } ?? usual
          let fitting = [wanted, 8].lazy.map {
            Self(
              rows: rows, columns: columns, kTile: $0, itemRows: item.rows,
              itemColumns: item.columns)
          }.first { $0.localBytes <= device.localMemoryBytes }
          guard let tile = fitting,
            tile.workItems >= 16,
            tile.workItems <= min(maxWorkItems, device.maximumWorkGroupSize),
            rows / tile.workItems <= product.loadedRows
          else { continue }
          tiles.append(tile)
        }
      }
    }
    return tiles
  }

  var groupRows: Int { rows / itemRows }
  var groupColumns: Int { columns / itemColumns }
  package var workItems: Int { groupRows * groupColumns }

  /// Elements between two steps of K in a K-tile: padded by one float4, so that writes along K conflict in
  /// few banks.
  private var rowPitch: Int { rows + 4 }
  private var columnPitch: Int { columns + 4 }

  /// Two K-tiles of each operand.
  package var localBytes: Int { 2 * kTile * (rowPitch + columnPitch) * 4 }

  /// Work-groups that cover a product.
  package func workGroups(_ product: Product) -> Int {
    rowTiles(product) * columnTiles(product) * product.copies
  }

  func rowTiles(_ product: Product) -> Int { product.rows.dividedRoundingUp(by: rows) }
  func columnTiles(_ product: Product) -> Int { product.columns.dividedRoundingUp(by: columns) }

  /// The estimated time of the whole product per step of K, in multiply-adds of a compute unit.
  ///
  /// A value read from local memory counts as two multiply-adds, one from global memory as sixteen; a
  /// compute unit with few work-items stalls, and a work-group smaller than a warp leaves lanes idle.
  private func cost(_ product: Product, _ device: DeviceTraits) -> Double {
    let localReads = Double(itemRows + itemColumns) / Double(itemRows * itemColumns)
    let globalReads = Double(rows + columns) / Double(rows * columns)
    let tile =
      Double(rows * columns) * (1 + 2 * localReads + 16 * globalReads)
      * max(1, Double(Self.warp) / Double(workItems))
    let workGroups = workGroups(product)
    guard !product.isSplit else { return tile * Double(workGroups) }
    let waves = workGroups.dividedRoundingUp(by: device.computeUnits)
    return tile * Double(waves) * max(1, Double(Self.busyWorkItems) / Double(waves * workItems))
  }

  /// Extents of which less than half is unused, and the K of a K-tile.
  ///
  /// - Parameter isUnused: whether earlier choices exclude this kernel.
  static func axes(
    _ product: Product, unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    func axis(_ choice: String, _ values: [Int]) -> TuningSpace.Axis {
      .init(choice) { isUnused($0) ? [] : values }
    }
    return [
      axis("tileRows", extents.filter { $0 == extents.last || $0 < 2 * product.rows }),
      axis("tileColumns", extents.filter { $0 == extents.last || $0 < 2 * product.columns }),
      axis("tileDepth", kTiles),
    ]
  }

  /// The constants that kernels are compiled with.
  var constants: [String: Int] {
    [
      "GROUP_ROWS": groupRows, "GROUP_COLUMNS": groupColumns, "ITEMS": workItems,
      "ITEM_ROWS": itemRows, "ITEM_COLUMNS": itemColumns, "TILE_ROWS": rows,
      "TILE_COLUMNS": columns, "K_TILE": kTile, "ROW_PITCH": rowPitch,
      "COLUMN_PITCH": columnPitch,
    ]
  }
}
