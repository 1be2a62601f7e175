import Basics
import Graphs

/// How the work on [rows, channels] is shared out where every channel is reduced over the rows.
struct ChannelGrid {
  typealias Grid = (global: [Int], local: [Int])

  let rows: Int
  let channels: Int
  /// Runs of rows that are reduced on their own and merged in order afterwards.
  let tiles: Int
  /// Parts of the channels in one tile; the GPU family has one group for each.
  let splits: Int
  /// The constants of the kernels that reduce over rows.
  let constants: [String: Int]
  /// The constants of the kernels that merge tiles: none on a CPU.
  let mergeConstants: [String: Int]
  /// One work-item (CPU) or one work-group (GPU) for each tile and split.
  let reduction: Grid
  /// For the merging of the tiles, vectors of channels on a CPU. A GPU's groups have few channels and
  /// many row lanes: tiles are many, and each lane goes through its share one after the other.
  let merge: Grid
  /// For a pass over all elements, row by row.
  let elements: Grid

  init(_ shape: Shape, for device: DeviceTraits) {
    rows = shape.rows
    channels = shape.last
    switch device.family {
    case .cpu:
      let width = device.vectorWidth
      let block = channels >= 4 * width ? 4 : channels >= 2 * width ? 2 : 1
      let workers = 4 * device.computeUnits
      let blocks = (channels + block * width - 1) / (block * width)
      tiles = max(1, min(rows / 64, workers))
      splits = max(1, min(workers / tiles, blocks))
      constants = ["BLOCK": block]
      mergeConstants = [:]
      reduction = ([tiles * splits], [1])
      merge = ([max(1, min(channels / width, workers))], [1])
      elements = ([min(max(rows, 1), device.elements(shape.count).global[0])], [1])
    case .gpu:
      let group = Self.powerOfTwo(upTo: min(256, device.maximumWorkGroupSize))
      let channelLanes = channels > 1 ? min(32, group, 2 * Self.powerOfTwo(upTo: channels - 1)) : 1
      let rowLanes = group / channelLanes
      splits = channels.dividedRoundingUp(by: channelLanes)
      tiles = max(1, min(rows / (8 * rowLanes), 8 * device.computeUnits / max(splits, 1)))
      constants = ["CHANNEL_LANES": channelLanes, "ROW_LANES": rowLanes]
      let width = splits * channelLanes
      reduction = ([width, tiles * rowLanes], [channelLanes, rowLanes])
      let merged = min(8, channelLanes)
      mergeConstants = ["CHANNEL_LANES": merged, "ROW_LANES": group / merged]
      merge = (
        [channels.roundedUp(toMultipleOf: merged), group / merged], [merged, group / merged]
      )
      let rowGroups = max(
        1, min(rows / (4 * rowLanes), 64 * device.computeUnits / max(splits, 1)))
      elements = ([width, rowGroups * rowLanes], [channelLanes, rowLanes])
    }
  }

  /// What a reduction kernel stores: a part for each tile.
  var parts: ChannelParts { ChannelParts(count: tiles, channels: channels) }

  /// Rows, channels, tiles and splits as arguments of a reduction kernel.
  var arguments: [KernelLaunch.Argument] {
    [.int(Int32(rows)), .int(Int32(channels)), .int(Int32(tiles)), .int(Int32(splits))]
  }

  /// The largest power of two that is not above `limit`.
  static func powerOfTwo(upTo limit: Int) -> Int {
    var power = 1
    while power * 2 <= limit { power *= 2 }
    return power
  }
}

/// What kernels store that reduce parts of [rows, channels]: two numbers for each part and channel, and
/// the number of rows for each part.
struct ChannelParts {
  let count: Int
  let channels: Int

  /// [count][2][channels] numbers, then [count].
  var byteCount: Int { count * (2 * channels + 1) * 4 }
}
