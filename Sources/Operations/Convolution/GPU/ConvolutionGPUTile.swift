import Basics
package import Graphs

/// The tile that a work-group of the GPU family makes of an implicit matrix product, and how its
/// results are shared out among the work-items.
package struct ConvolutionGPUTile: Sendable, Hashable {
  /// The product that a tile is chosen for.
  package struct Product: Sendable {
    let rows: Int
    let columns: Int
    /// Products side by side, such as parity classes.
    let copies: Int
    /// Whether the inner indices are split as far as there are too few tiles.
    let isSplit: Bool
    /// Rows that a work-item must be able to fetch at a time: those of the tile over the work-items.
    let fetchedRows: Int

    package init(
      rows: Int, columns: Int, copies: Int = 1, isSplit: Bool = false, fetchedRows: Int = .max
    ) {
      (self.rows, self.columns, self.copies) = (rows, columns, copies)
      (self.isSplit, self.fetchedRows) = (isSplit, fetchedRows)
    }
  }

  /// The extents that tiles have, and the results of a work-item in rows and columns.
  package static let extents = [128, 64, 32, 16]
  /// The inner indices that K-tiles have.
  package static let depths = [8, 16]
  private static let items = [(rows: 8, columns: 8), (rows: 8, columns: 4), (rows: 4, columns: 4)]
  /// Work-items of a group at most, and those with which a compute unit waits no more.
  private static let mostItems = 256
  private static let busyItems = 128
  /// Work-items that a device runs in step.
  private static let lanes = 32

  /// Results of the tile.
  package let rows: Int
  package let columns: Int
  /// Inner indices of a K-tile.
  package let depth: Int
  /// Results of a work-item.
  let itemRows: Int
  let itemColumns: Int

  /// The cheapest tile that the device's limits allow; the smallest if they allow none.
  ///
  /// - Parameters:
  ///   - tunedRows: rows of the tile, and so with columns and depth; nil for the rule here. What the
  ///     device cannot do is passed over.
  package init(
    _ product: Product, for device: DeviceTraits, tunedRows: Int? = nil, tunedColumns: Int? = nil,
    tunedDepth: Int? = nil
  ) {
    let tiles = Self.tiles(product, device, tunedDepth)
    let suited = tiles.filter {
      $0.rows == tunedRows ?? $0.rows && $0.columns == tunedColumns ?? $0.columns
    }
    self =
      (suited.isEmpty ? tiles : suited).min {
        $0.cost(product, device) < $1.cost(product, device)
      } ?? Self(rows: 16, columns: 16, depth: 8, itemRows: 4, itemColumns: 4)
  }

  private init(rows: Int, columns: Int, depth: Int, itemRows: Int, itemColumns: Int) {
    (self.rows, self.columns, self.depth) = (rows, columns, depth)
    (self.itemRows, self.itemColumns) = (itemRows, itemColumns)
  }

  /// Every tile that the device can make, large ones first.
  private static func tiles(
    _ product: Product, _ device: DeviceTraits, _ tunedDepth: Int?
  ) -> [Self] {
    var tiles: [Self] = []
    for rows in extents {
      for columns in extents {
        for item in items {
          // Work-items with few results need more inner indices between two barriers.
          let usual = item.rows * item.columns == 64 ? 8 : 16
          let wanted = depths.first { $0 == tunedDepth } ?? usual
          let fitting = [wanted, 8].lazy.map {
            Self(
              rows: rows, columns: columns, depth: $0, itemRows: item.rows,
              itemColumns: item.columns)
          }.first { $0.localBytes <= device.localMemoryBytes }
          guard let tile = fitting,
            tile.workItems >= 16,
            tile.workItems <= min(mostItems, device.maximumWorkGroupSize),
            rows / tile.workItems <= product.fetchedRows
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

  /// Two K-tiles of each operand, with four numbers of padding in a row.
  package var localBytes: Int { 2 * depth * (rows + columns + 8) * 4 }

  /// Work-groups that cover a product.
  package func groups(_ product: Product) -> Int {
    rowTiles(product) * columnTiles(product) * product.copies
  }

  func rowTiles(_ product: Product) -> Int { product.rows.dividedRoundingUp(by: rows) }
  func columnTiles(_ product: Product) -> Int { product.columns.dividedRoundingUp(by: columns) }

  /// The time of the whole product for each inner index, in multiply-adds of a compute unit.
  ///
  /// By rule of thumb, a number that is read from local memory counts as two of them and one from
  /// global memory as sixteen; a unit with few work-items waits, and a small group leaves lanes unused.
  private func cost(_ product: Product, _ device: DeviceTraits) -> Double {
    let localReads = Double(itemRows + itemColumns) / Double(itemRows * itemColumns)
    let globalReads = Double(rows + columns) / Double(rows * columns)
    let tile =
      Double(rows * columns) * (1 + 2 * localReads + 16 * globalReads)
      * max(1, Double(Self.lanes) / Double(workItems))
    let groups = groups(product)
    guard !product.isSplit else { return tile * Double(groups) }
    let turns = groups.dividedRoundingUp(by: device.computeUnits)
    return tile * Double(turns) * max(1, Double(Self.busyItems) / Double(turns * workItems))
  }

  /// The constants that kernels are compiled with.
  var constants: [String: Int] {
    [
      "GROUP_ROWS": groupRows, "GROUP_COLUMNS": groupColumns, "ITEM_ROWS": itemRows,
      "ITEM_COLUMNS": itemColumns, "TILE_DEPTH": depth,
    ]
  }
}
