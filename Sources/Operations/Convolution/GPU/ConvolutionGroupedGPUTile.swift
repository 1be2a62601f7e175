import Basics
import Graphs

/// The tile of a work-group in the GPU family's convolution in groups: pixels of one row by target
/// channels, see ConvolutionGroupedGPU.cl.
struct ConvolutionGroupedGPUTile: Sendable, Hashable {
  /// Neighbouring pixels of a work-item.
  private static let itemPixels = 4
  /// Work-items of a work-group, at most.
  private static let mostItems = 128
  /// Bytes of local memory that leave room for a second work-group.
  private static let localBudget = 24_576

  private let side: ConvolutionSide
  /// Target channels of a tile.
  private(set) var targets: Int
  /// Work-items along a row of pixels.
  private(set) var strips: Int
  /// Source channels of each group that are staged at a time.
  private(set) var chunk: Int

  /// The widest tile whose patch fits the local memory.
  init(_ side: ConvolutionSide, for device: DeviceTraits) {
    self.side = side
    let items = min(Self.mostItems, device.maximumWorkGroupSize)
    targets = min(32, side.targets, items)
    strips = min(side.classWidth.dividedRoundingUp(by: Self.itemPixels), items / targets)
    chunk = min(16, side.groupSources)
    while localBytes > min(Self.localBudget, device.localMemoryBytes), strips * chunk * targets > 1
    {
      if strips > 1 {
        strips /= 2
      } else if chunk > 1 {
        chunk /= 2
      } else {
        targets /= 2
      }
    }
  }

  var workItems: Int { targets * strips }
  /// Tiles across the target channels.
  var blocks: Int { side.targets.dividedRoundingUp(by: targets) }
  /// Tiles along a row of a parity class.
  var columnTiles: Int { side.classWidth.dividedRoundingUp(by: strips * Self.itemPixels) }

  private var patchWidth: Int {
    (strips * Self.itemPixels - 1) * side.pixelStep + side.windowWidth
  }
  private var groups: Int { side.groupsOfBlock(targets) }
  var localBytes: Int { patchWidth * groups * chunk * 4 }

  /// The constants that the kernel is compiled with.
  var constants: [String: Int] {
    [
      "GROUP_SOURCES": side.groupSources, "GROUP_TARGETS": side.groupTargets,
      "TILE_TARGETS": targets, "STRIPS": strips, "ITEM_PIXELS": Self.itemPixels,
      "ITEMS": workItems, "TILE_GROUPS": groups, "CHUNK": chunk, "PATCH_WIDTH": patchWidth,
      "BLOCKS": blocks, "COLUMN_TILES": columnTiles,
    ]
  }
}
