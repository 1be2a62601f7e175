import Basics
import Graphs

/// How the CPU family's general matrix product is divided into register tiles, packed panels and
/// work-items.
///
/// The sizes follow from register and cache sizes that all wide CPUs share. A register tile's
/// accumulators and one row of a micro-panel of B fill the registers; the micro-panel fills half of the
/// first-level cache, and the packed panels of A and B fit into the second-level cache.
struct MatrixProductCPUTiling {
  let device: DeviceTraits
  let extents: GEMMExtents
  /// Rows of a register tile.
  let tileRows: Int
  /// Vectors in one row of a register tile.
  let tileVectors: Int
  /// Micro-panels of B, each as wide as a register tile, of one work-item.
  let microPanels: Int
  /// Register tiles, one below the other, of one work-item.
  let rowTiles: Int
  /// The length of K that is packed at a time.
  let kBlock: Int
  /// Split-K: the number of splits, and the length of K in each.
  let splits: Int
  let kPerSplit: Int

  /// Vectors of the packed panels: 160 KiB for A and 96 KiB for B where a vector holds 16 floats.
  private static let panelA = 2560
  private static let panelB = 1536
  /// The most elements of C in one work-item where K takes several blocks, each of which adds to C.
  private static let resultElements = 1 << 17
  /// The largest block of K: a micro-panel of two vectors of 16 floats takes 24 KiB.
  private static let kBlock = 192
  /// The largest K that is one block, so that nothing is added to C afterwards.
  private static let singleBlockK = 256

  init(
    _ extents: GEMMExtents, transposeFirst: Bool, transposeSecond: Bool, _ device: DeviceTraits,
    _ tuning: TuningRecord, _ key: String
  ) {
    self.device = device
    self.extents = extents
    let (m, n, k) = (extents.m, extents.n, extents.k)
    let width = device.vectorWidth
    tileVectors = n > width ? 2 : 1
    tileRows = max(1, min(width, tuning[key, "tileRows"] ?? Self.tileRows(for: m, width: width)))
    kBlock = max(
      1, min(tuning[key, "depthBlock"] ?? Self.kBlock(for: k, width: width), Self.panelB / 2))
    let cost = MatrixProductCPUCost(
      microPanels: n.dividedRoundingUp(by: tileVectors * width),
      rowTiles: m.dividedRoundingUp(by: tileRows), multiply: tileRows * tileVectors,
      packA: transposeFirst ? 3 : 10, packB: (transposeSecond ? 14 : 10) * tileVectors,
      tilesPerPanelA: max(1, Self.panelA / kBlock),
      mostTiles: k <= kBlock ? Int.max : Self.resultElements / (tileRows * tileVectors * width),
      cores: device.computeUnits)
    (microPanels, rowTiles) = cost.cheapest(microPanels: tuning[key, "group"])
    let items =
      cost.microPanels.dividedRoundingUp(by: microPanels)
      * cost.rowTiles.dividedRoundingUp(by: rowTiles)
    // K is split only where there are fewer work-items than cores.
    let wanted =
      tuning[key, "splits"] ?? min(device.computeUnits.dividedRoundingUp(by: items), k / 256)
    kPerSplit = k.dividedRoundingUp(by: max(1, wanted))
    splits = k.dividedRoundingUp(by: kPerSplit)
  }

  var global: [Int] {
    [
      extents.n.dividedRoundingUp(by: columnBlock), extents.m.dividedRoundingUp(by: rowBlock),
      splits,
    ]
  }

  /// What the kernel is compiled for, apart from flags and activation.
  var constants: [String: Int] {
    [
      "TILE_ROWS": tileRows, "TILE_VECTORS": tileVectors, "A_PANEL": Self.panelA,
      "B_PANEL": Self.panelB,
    ]
  }

  /// The sizes that the kernel takes after the tensors.
  var arguments: [Int] {
    [extents.m, extents.n, extents.k, columnBlock, rowBlock, kPerSplit, kBlock]
  }

  /// Columns and rows of C of one work-item.
  private var columnBlock: Int { microPanels * tileVectors * device.vectorWidth }
  private var rowBlock: Int { rowTiles * tileRows }

  /// Blocks of K of about equal length, in whole vectors, so that a transposed operand whose rows begin at
  /// cache lines is read in whole cache lines.
  static func kBlock(for k: Int, width: Int) -> Int {
    let blocks = k <= singleBlockK ? 1 : k.dividedRoundingUp(by: kBlock)
    return width * k.dividedRoundingUp(by: width * blocks)
  }

  /// Of two heights, so that few programs are compiled, the one that wastes less of the last tile.
  ///
  /// CPUs with vectors of 16 floats have 32 registers: up to 13 × 2 accumulators, a row of a micro-panel
  /// and a scalar. Those with narrower vectors may have 16: 6 × 2 accumulators.
  static func tileRows(for m: Int, width: Int) -> Int {
    let (low, high) = width >= 16 ? (8, 13) : (4, min(6, width))
    // Loading the row of the micro-panel costs as much as one more row of the tile.
    func cost(_ rows: Int) -> Int { m.dividedRoundingUp(by: rows) * (rows + 1) }
    return cost(low) < cost(high) ? low : high
  }
}
