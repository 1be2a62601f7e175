import Basics
import Graphs

/// The tile of an (implicit) matrix product that one work-group of the GPU family makes with tensor
/// instructions.
///
/// Each warp makes 16·n rows and 32 columns of it; two pairs of K-tiles of 16 inner indices lie in local
/// memory.
struct MMATile: Sendable, Hashable {
  /// Inner indices of a K-tile.
  static let kTile = 16

  let rows: Int
  let columns: Int
  private let warps: Int

  /// From the largest down; a larger one reads less for each multiplication.
  private static let all = [
    MMATile(rows: 128, columns: 128, warps: 8), MMATile(rows: 128, columns: 64, warps: 4),
    MMATile(rows: 64, columns: 64, warps: 4), MMATile(rows: 128, columns: 32, warps: 4),
    MMATile(rows: 64, columns: 32, warps: 4),
  ]

  private init(rows: Int, columns: Int, warps: Int) {
    (self.rows, self.columns, self.warps) = (rows, columns, warps)
  }

  /// The tile for a product of rows × depth with depth × columns, `layers` times.
  ///
  /// Nil where the device is not used with tensor cores, and where the product is so thin that most of
  /// what they multiply would be zeros. Else the largest tile that is not wider than the product and
  /// leaves two work-groups to every compute unit.
  ///
  /// - Parameters:
  ///   - splits: in how many parts the depth can be cut at most.
  ///   - key: where the record has the choices `tileRows` and `tileColumns`.
  init?(
    _ extents: (rows: Int, columns: Int, depth: Int), layers: Int = 1, splits: Int = 1,
    for device: DeviceTraits, tuning: TuningRecord, key: String
  ) {
    guard device.precision == .tf32, device.family == .gpu,
      extents.rows >= 16, extents.columns >= 8, extents.depth >= 16
    else { return nil }
    let usable = Self.all.filter { $0.fits(device) }
    let suitable = usable.filter { $0.columns == 32 || extents.columns > $0.columns / 2 }
    let (rows, columns) = (tuning[key, "tileRows"], tuning[key, "tileColumns"])
    let tuned = usable.first {
      (rows ?? columns) != nil && $0.rows == rows ?? $0.rows && $0.columns == columns ?? $0.columns
    }
    let filling = suitable.first {
      $0.count(extents.rows, extents.columns) * layers * splits >= 2 * device.computeUnits
    }
    guard let tile = tuned ?? filling ?? suitable.last else { return nil }
    self = tile
  }

  private var items: Int { 32 * warps }
  private var warpsAcross: Int { columns / 32 }
  private var warpsDown: Int { warps / warpsAcross }
  private var fragmentsDown: Int { rows / (16 * warpsDown) }

  /// Whether a work-group has room on the device.
  private func fits(_ device: DeviceTraits) -> Bool {
    // Slabs along the depth are the larger ones, 20 words a row or column.
    let kTiles = 2 * 4 * 20 * (rows + columns)
    let exchange = device.emulatesMMA ? items * (4 * fragmentsDown + 8) * 4 : 0
    return items <= device.maximumWorkGroupSize && kTiles + exchange <= device.localMemoryBytes
  }

  /// Tiles over this many rows and columns.
  func count(_ rows: Int, _ columns: Int) -> Int {
    (rows.dividedRoundingUp(by: self.rows)) * (columns.dividedRoundingUp(by: self.columns))
  }

  /// In how many parts a product's depth is cut, and the inner indices of a part: whole K-tiles, and
  /// enough parts that every compute unit has two work-groups.
  ///
  /// - Parameters:
  ///   - most: the largest number of parts, unless there is a tuned one.
  ///   - tuned: the number of parts that a record asks for.
  func parts(
    _ extents: (rows: Int, columns: Int, depth: Int), most: Int, tuned: Int?,
    for device: DeviceTraits
  ) -> (count: Int, depth: Int) {
    let tiles = count(extents.rows, extents.columns)
    let wanted = (2 * device.computeUnits + tiles - 1) / tiles
    let requested = max(1, tuned ?? min(wanted, most))
    let kTiles = extents.depth.dividedRoundingUp(by: Self.kTile)
    let depth = kTiles.dividedRoundingUp(by: requested) * Self.kTile
    return (extents.depth.dividedRoundingUp(by: depth), depth)
  }

  /// The work-items for a product of these extents.
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
  ///   - rowsAlongDepth: whether the first operand's neighbours in memory follow along the depth.
  ///   - columnsAlongDepth: whether the second operand's do.
  func constants(
    rowsAlongDepth: Bool, columnsAlongDepth: Bool, for device: DeviceTraits
  ) -> [String: Int] {
    [
      "TENSOR_PTX": device.emulatesMMA ? 0 : 1, "FRAGMENTS_DOWN": fragmentsDown,
      "FRAGMENTS_ACROSS": 4, "WARPS_DOWN": warpsDown, "WARPS_ACROSS": warpsAcross,
      "ROWS_ALONG_DEPTH": rowsAlongDepth ? 1 : 0, "COLUMNS_ALONG_DEPTH": columnsAlongDepth ? 1 : 0,
    ]
  }

  /// Where a record keeps what was measured with tensor cores, apart from float32's choices.
  static func tuningKey(_ key: String) -> String {
    "\(key) \(DeviceTraits.Precision.tf32.rawValue)"
  }

  /// The tiles to try, with further axes.
  static func tuningSpace(key: String, _ further: TuningSpace.Axis...) -> TuningSpace {
    TuningSpace(
      key: key,
      [
        .init("tileColumns", [32, 64, 128]),
        .init("tileRows") { chosen in chosen["tileColumns"] == 128 ? [128] : [64, 128] },
      ] + further)
  }
}
