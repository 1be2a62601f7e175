import Basics
package import Graphs

/// The tile of a work-group in the GPU family's direct kernel, for few source or few target channels: rows
/// of target pixels by target channels, see ConvolutionDirect.cl.
package struct ConvolutionDirectTile: Sendable, Hashable {
  /// Neighbouring pixels of a work-item: a strip.
  private static let itemPixels = 8
  /// Channels that count as few, at most.
  private static let fewChannels = 4
  /// Bytes of local memory that leave room for a second work-group.
  private static let localBudget = 24_576

  /// Target channels of a work-item: 1, 2 or 4.
  let targets: Int
  /// Work-items across the target channels.
  let lanes: Int
  /// Rows of target pixels.
  let height: Int
  /// Strips, and so work-items, along a row of pixels.
  let strips: Int
  /// Source channels that are staged at a time.
  let chunk: Int

  /// Pixels of a row, and target channels.
  private let width: Int
  private let tileTargets: Int
  /// Tiles across the target channels, and over columns and rows of a parity class.
  let blocks: Int
  private let columnTiles: Int
  private let rowTiles: Int

  /// The patch under a tile.
  private let patchHeight: Int
  private let patchWidth: Int
  /// Elements between two rows of the patch: one more than a multiple of 8, so that neighbouring rows and
  /// strips use different banks.
  private let patchPitch: Int
  /// Weights in local memory, with the patch behind them.
  private let weights: Int
  private let staged: Int
  /// Statistics of the work-items, which reuse the same memory.
  private let statisticsBytes: Int

  /// - Throws: where source and target channels are many, where a line of the patch does not fit the
  ///   registers, or where the device's limits allow no tile.
  package init(
    _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection, for device: DeviceTraits
  ) throws(Inapplicable) {
    let side = geometry.side(direction)
    guard min(side.sources, side.targets) <= Self.fewChannels else {
      throw Inapplicable(
        "\(side.sources) source and \(side.targets) target channels, one of them at most "
          + "\(Self.fewChannels)")
    }
    guard side.pixelStep <= 2 else { throw Inapplicable("stride \(side.pixelStep), at most 2") }
    guard side.windowWidth <= 8 else {
      throw Inapplicable("\(side.windowWidth) taps in a row, at most 8")
    }
    let isNarrow = side.targets <= Self.fewChannels
    let targets = isNarrow && side.targets < 3 ? side.targets : 4
    let lanes = min(16, side.targets.dividedRoundingUp(by: targets))
    let total = side.classWidth.dividedRoundingUp(by: Self.itemPixels)
    // The most strips that leave the least of the last tile unused.
    let most = min(4, total)
    let strips = (1..<most).reversed().reduce(most) {
      total.roundedUp(toMultipleOf: $1) < total.roundedUp(toMultipleOf: $0) ? $1 : $0
    }
    let fitting = min(128, device.maximumWorkGroupSize) / (lanes * strips)
    var height = min(16, side.classHeight, fitting)
    while height > 0 {
      for chunk in [16, 8, 4, 2, 1] where chunk < 2 * side.sources {
        let chunk = min(chunk, side.sources)
        let tile = Self(
          side, targets: targets, lanes: lanes, height: height, strips: strips, chunk: chunk)
        if tile.localBytes <= min(Self.localBudget, device.localMemoryBytes) {
          self = tile
          return
        }
      }
      height /= 2
    }
    throw Inapplicable(
      "no tile for work-groups of \(device.maximumWorkGroupSize) and "
        + "\(device.localMemoryBytes) bytes of local memory")
  }

  private init(
    _ side: ConvolutionSide, targets: Int, lanes: Int, height: Int, strips: Int, chunk: Int
  ) {
    (self.targets, self.lanes, self.height) = (targets, lanes, height)
    (self.strips, self.chunk) = (strips, chunk)
    width = strips * Self.itemPixels
    tileTargets = lanes * targets
    blocks = side.targets.dividedRoundingUp(by: tileTargets)
    columnTiles = side.classWidth.dividedRoundingUp(by: width)
    rowTiles = side.classHeight.dividedRoundingUp(by: height)
    patchHeight = (height - 1) * side.pixelStep + side.windowHeight
    patchWidth = (width - 1) * side.pixelStep + side.windowWidth
    patchPitch = patchWidth.roundedUp(toMultipleOf: 8) + 1
    weights = side.windowHeight * side.windowWidth * chunk * tileTargets
    staged = weights + chunk * patchHeight * patchPitch
    statisticsBytes = height * strips * (2 * tileTargets + 1) * 4
  }

  package var workItems: Int { lanes * height * strips }
  package var localBytes: Int { max(staged * 4, statisticsBytes) }

  /// Tiles over the pixels of each parity class: across columns times down rows times images.
  func pixelTiles(batch: Int) -> Int { columnTiles * rowTiles * batch }

  /// The constants that the kernel is compiled with.
  var constants: [String: Int] {
    [
      "TARGETS": targets, "TARGET_LANES": lanes, "TILE_TARGETS": tileTargets,
      "TILE_HEIGHT": height, "TILE_WIDTH": width, "STRIPS": strips,
      "ITEM_PIXELS": Self.itemPixels, "ITEMS": workItems, "PIXEL_LANES": height * strips,
      "BLOCKS": blocks, "COLUMN_TILES": columnTiles, "ROW_TILES": rowTiles, "CHUNK": chunk,
      "PATCH_HEIGHT": patchHeight, "PATCH_WIDTH": patchWidth, "PATCH_PITCH": patchPitch,
      "WEIGHTS": weights, "STAGED": staged,
    ]
  }
}
