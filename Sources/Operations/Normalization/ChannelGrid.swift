import Basics
import Graphs

/// The grids of kernels that reduce each channel of [rows, channels] over its rows.
struct ChannelGrid {
  typealias Grid = (global: [Int], local: [Int])

  let rows: Int
  let channels: Int
  /// Slices of the rows that are reduced separately and merged in order afterwards.
  let rowSlices: Int
  /// Slices of the channels; the GPU family has one work-group for each, in each slice of the rows.
  let channelSlices: Int
  /// The constants of the kernels that reduce over rows.
  let constants: [String: Int]
  /// The constants of the kernels that merge slices: none on a CPU.
  let mergeConstants: [String: Int]
  /// One work-item (CPU) or work-group (GPU) for each pair of a row slice and a channel slice.
  let reduction: Grid
  /// The merge of the row slices, in vectors of channels on a CPU. A GPU's work-groups have few channels
  /// and many row lanes, because slices are many and each lane merges its own one after the other.
  let merge: Grid
  /// A pass over all elements, row by row.
  let elements: Grid

  init(_ shape: Shape, for device: DeviceTraits) {
    rows = shape.rows
    channels = shape.last
    switch device.family {
    case .cpu:
      let width = device.vectorWidth
      let block = channels >= 4 * width ? 4 : channels >= 2 * width ? 2 : 1
      let workers = 4 * device.computeUnits
      let blocks = channels.dividedRoundingUp(by: block * width)
      rowSlices = max(1, min(rows / 64, workers))
      channelSlices = max(1, min(workers / rowSlices, blocks))
      constants = ["BLOCK": block]
      mergeConstants = [:]
      reduction = ([rowSlices * channelSlices], [1])
      merge = ([max(1, min(channels / width, workers))], [1])
      elements = ([min(max(rows, 1), device.elements(shape.count).global[0])], [1])
    case .gpu:
      let group = device.treeGroup
      let channelLanes = channels > 1 ? min(32, group, 2 * Self.powerOfTwo(upTo: channels - 1)) : 1
      let rowLanes = group / channelLanes
      channelSlices = channels.dividedRoundingUp(by: channelLanes)
      rowSlices = max(
        1, min(rows / (8 * rowLanes), 8 * device.computeUnits / max(channelSlices, 1)))
      constants = ["CHANNEL_LANES": channelLanes, "ROW_LANES": rowLanes]
      let width = channelSlices * channelLanes
      reduction = ([width, rowSlices * rowLanes], [channelLanes, rowLanes])
      let merged = min(8, channelLanes)
      mergeConstants = ["CHANNEL_LANES": merged, "ROW_LANES": group / merged]
      merge = (
        [channels.roundedUp(toMultipleOf: merged), group / merged], [merged, group / merged]
      )
      let rowGroups = max(
        1, min(rows / (4 * rowLanes), 64 * device.computeUnits / max(channelSlices, 1)))
      elements = ([width, rowGroups * rowLanes], [channelLanes, rowLanes])
    }
  }

  /// The constants of a pass over all rows, which computes the results itself where there is one slice of
  /// them.
  var passConstants: [String: Int] {
    rowSlices == 1 ? constants.merging(["WHOLE": 1]) { $1 } : constants
  }

  /// The results of a reduction kernel, one per row slice.
  var partials: ChannelPartials { ChannelPartials(count: rowSlices, channels: channels) }

  /// The scratch memory for them, none where there is one slice.
  var partialBytes: [Int] { rowSlices == 1 ? [] : [partials.byteCount] }

  /// The sizes as arguments of a reduction kernel.
  var arguments: [KernelLaunch.Argument] {
    [.int(Int32(rows)), .int(Int32(channels)), .int(Int32(rowSlices)), .int(Int32(channelSlices))]
  }

  /// The largest power of two that is not above `limit`.
  static func powerOfTwo(upTo limit: Int) -> Int {
    var power = 1
    while power * 2 <= limit { power *= 2 }
    return power
  }
}
