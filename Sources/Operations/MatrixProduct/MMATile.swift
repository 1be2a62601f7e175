import Basics
import Graphs

/// The tile of a matrix product, or of an implicit one, that a work-group of the GPU family computes
/// by MMA instructions.
///
/// Each warp computes 16·n rows and 32 columns of it. Local memory holds two K-tiles of either operand.
struct MMATile: Sendable, Hashable {
  /// The length of K in a K-tile.
  static let kTile = 16

  let rows: Int
  let columns: Int
  private let warps: Int

  /// From the largest down; a larger one loads less for each multiply-add.
  private static let all = [
    MMATile(rows: 128, columns: 128, warps: 8), MMATile(rows: 128, columns: 64, warps: 4),
    MMATile(rows: 64, columns: 64, warps: 4), MMATile(rows: 128, columns: 32, warps: 4),
    MMATile(rows: 64, columns: 32, warps: 4),
  ]

  private init(rows: Int, columns: Int, warps: Int) {
    (self.rows, self.columns, self.warps) = (rows, columns, warps)
  }

  /// The tile for `layers` products of these extents.
  ///
  /// The largest tile that is not wider than the product and leaves two work-groups to every compute
  /// unit.
  ///
  /// - Parameters:
  ///   - splits: the largest split-K factor.
  ///   - key: where the record has the choices `tileRows` and `tileColumns`.
  /// - Throws: where the device is not used with tensor cores, and where an extent is so small that they
  ///   would multiply zeros for the most part.
  init(
    _ extents: GEMMExtents, layers: Int = 1, splits: Int = 1, for device: DeviceTraits,
    tuning: TuningRecord, key: String
  ) throws(Inapplicable) {
    guard device.precision == .tf32, device.family == .gpu else {
      throw Inapplicable("precision \(device.precision.rawValue), needs tf32")
    }
    guard extents.m >= 16, extents.n >= 8, extents.k >= 16 else {
      throw Inapplicable(
        "a product of M, N, K = \(extents.m), \(extents.n), \(extents.k), at least 16, 8, 16")
    }
    let usable = Self.all.filter { $0.fits(device) }
    let suitable = usable.filter { $0.columns == 32 || extents.n > $0.columns / 2 }
    let (rows, columns) = (tuning[key, "tileRows"], tuning[key, "tileColumns"])
    let tuned = usable.first {
      (rows ?? columns) != nil && $0.rows == rows ?? $0.rows && $0.columns == columns ?? $0.columns
    }
    let filling = suitable.first {
      $0.count(extents.m, extents.n) * layers * splits >= 2 * device.computeUnits
    }
    guard let tile = tuned ?? filling ?? suitable.last else {
      throw Inapplicable(
        "no tile for work-groups of \(device.maximumWorkGroupSize) and "
          + "\(device.localMemoryBytes) bytes of local memory")
    }
    self = tile
  }

  private var items: Int { 32 * warps }
  private var warpsAcross: Int { columns / 32 }
  private var warpsDown: Int { warps / warpsAcross }
  private var fragmentsDown: Int { rows / (16 * warpsDown) }

  /// Whether the device allows the work-group and its local memory.
  private func fits(_ device: DeviceTraits) -> Bool {
    // K-tiles whose runs follow K are the larger ones: 20 words for each row or column.
    let kTiles = 2 * 4 * 20 * (rows + columns)
    let exchange = device.emulatesMMA ? items * (4 * fragmentsDown + 8) * 4 : 0
    return items <= device.maximumWorkGroupSize && kTiles + exchange <= device.localMemoryBytes
  }

  /// The number of tiles over so many rows and columns.
  func count(_ rows: Int, _ columns: Int) -> Int {
    rows.dividedRoundingUp(by: self.rows) * columns.dividedRoundingUp(by: self.columns)
  }

  /// Split-K: the number of splits, and the length of K in each, whole K-tiles. As many splits as give
  /// every compute unit two work-groups.
  ///
  /// - Parameters:
  ///   - most: the largest number of splits, unless there is a tuned one.
  ///   - tuned: the number of splits that a record asks for.
  func splitK(
    _ extents: GEMMExtents, most: Int, tuned: Int?, for device: DeviceTraits
  ) -> (count: Int, kPerSplit: Int) {
    let wanted = (2 * device.computeUnits).dividedRoundingUp(by: count(extents.m, extents.n))
    let requested = max(1, tuned ?? min(wanted, most))
    let kTiles = extents.k.dividedRoundingUp(by: Self.kTile)
    let kPerSplit = kTiles.dividedRoundingUp(by: requested) * Self.kTile
    return (extents.k.dividedRoundingUp(by: kPerSplit), kPerSplit)
  }

  /// The work-items for a product of so many rows and columns.
  func grid(_ rows: Int, _ columns: Int, layers: Int) -> (global: [Int], local: [Int]) {
    (
      [
        columns.dividedRoundingUp(by: self.columns) * items, rows.dividedRoundingUp(by: self.rows),
        layers,
      ], [items, 1, 1]
    )
  }

  /// The constants of `MMATile.cl` and `MMA.cl`.
  ///
  /// - Parameters:
  ///   - rowsAlongK: whether elements of the first operand that are neighbours in memory follow each
  ///     other along K.
  ///   - columnsAlongK: whether those of the second operand do.
  func constants(
    rowsAlongK: Bool, columnsAlongK: Bool, for device: DeviceTraits
  ) -> [String: Int] {
    [
      "TENSOR_PTX": device.emulatesMMA ? 0 : 1, "FRAGMENTS_DOWN": fragmentsDown,
      "FRAGMENTS_ACROSS": 4, "WARPS_DOWN": warpsDown, "WARPS_ACROSS": warpsAcross,
      "TILE_ROWS": rows, "TILE_COLUMNS": columns, "TILE_ITEMS": items, "K_TILE": Self.kTile,
      "ROWS_ALONG_K": rowsAlongK ? 1 : 0, "COLUMNS_ALONG_K": columnsAlongK ? 1 : 0,
    ]
  }

  /// Where a record keeps what was measured with tensor cores, apart from float32's choices.
  static func tuningKey(_ key: String) -> String {
    "\(key) \(DeviceTraits.Precision.tf32.rawValue)"
  }

  /// The tiles to try.
  static var axes: [TuningSpace.Axis] {
    [
      .init("tileColumns", [32, 64, 128]),
      .init("tileRows") { chosen in chosen["tileColumns"] == 128 ? [128] : [64, 128] },
    ]
  }
}
