import Basics
package import Graphs

/// The blocking of the GPU family's convolution of 3×3 taps and stride 1 by Winograd's F(2×2, 3×3), with
/// four points: work-groups of 32 tiles of 2×2 results in 32 target channels.
package struct WinogradGPUTile: Sendable, Hashable {
  package static let workItems = 256
  private static let localBytes = 32_768
  private static let tiles = 32
  private static let columns = 32
  /// Source channels of a K-tile.
  private static let kTile = 8
  /// Source and target channels from which the algorithm pays.
  private static let manyChannels = 32

  private let tileRows: Int
  private let tileColumns: Int
  /// Tiles of the batch.
  private let tileCount: Int
  /// Blocks of target channels.
  private let blocks: Int
  /// Work-groups: blocks of target channels times blocks of tiles.
  let workGroups: Int
  /// Blocks of tiles, each of which stores a part of the statistics.
  let tileBlocks: Int
  /// Bytes of the transformed weights.
  let packedBytes: Int
  /// Floating-point operations: 16 multiply-adds for each tile and pair of channels, 32 additions for each
  /// patch of a source channel, once in every block, and 24 for each tile of a target channel.
  let flops: Int
  /// The points without a tuning choice: 4, or 0 for another kernel where channels or work-groups are few.
  package let defaultPoints: Int

  /// - Throws: where the kernel cannot be used.
  package init(
    _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection, for device: DeviceTraits
  ) throws(Inapplicable) {
    let side = geometry.side(direction)
    guard geometry.stride == 1, geometry.kernelHeight == 3, geometry.kernelWidth == 3 else {
      throw Inapplicable(
        "a kernel of \(geometry.kernelHeight)x\(geometry.kernelWidth) at stride "
          + "\(geometry.stride), needs 3x3 at stride 1")
    }
    guard side.sources % Self.kTile == 0, side.targets % 4 == 0 else {
      throw Inapplicable(
        "\(side.sources) source and \(side.targets) target channels, needs multiples of "
          + "\(Self.kTile) and 4")
    }
    guard device.maximumWorkGroupSize >= Self.workItems,
      device.localMemoryBytes >= Self.localBytes
    else {
      throw Inapplicable(
        "work-groups of \(device.maximumWorkGroupSize) and \(device.localMemoryBytes) bytes of "
          + "local memory, needs \(Self.workItems) and \(Self.localBytes)")
    }
    tileRows = side.classHeight.dividedRoundingUp(by: 2)
    tileColumns = side.classWidth.dividedRoundingUp(by: 2)
    tileCount = geometry.batch * tileRows * tileColumns
    tileBlocks = tileCount.dividedRoundingUp(by: Self.tiles)
    blocks = side.targets.dividedRoundingUp(by: Self.columns)
    workGroups = blocks * tileBlocks
    packedBytes = 16 * side.sources * side.targets * 4
    flops =
      tileCount
      * (32 * side.sources * side.targets + 32 * blocks * side.sources + 24 * side.targets)
    let pays =
      min(side.sources, side.targets) >= Self.manyChannels && workGroups >= 2 * device.computeUnits
    defaultPoints = pays ? 4 : 0
  }

  /// The constants of the kernel's tile.
  var constants: [String: Int] {
    [
      "ITEMS": Self.workItems, "TILES": Self.tiles, "COLUMNS": Self.columns, "K_TILE": Self.kTile,
      "TILE_ROWS": tileRows, "TILE_COLUMNS": tileColumns, "TILE_COUNT": tileCount,
      "BLOCKS": blocks,
    ]
  }
}
