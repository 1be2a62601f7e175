import Basics
import Graphs

/// A block of target channels of the CPU family's convolutions in groups, with the source channels that
/// they read; see ConvolutionGroupLanes.cl.
struct ConvolutionGroupLanes: Sendable, Hashable {
  /// Whether a vector is several whole groups of as many sources as targets: each lane takes its source
  /// out of one vector of neighbouring sources.
  let areSpread: Bool
  /// Vectors of target channels of a block.
  let vectors: Int
  /// Target channels of a block.
  let lanes: Int
  /// Blocks across the target channels.
  let blocks: Int
  /// Source channels that a block reads, at most.
  let sources: Int
  /// Rows of a block's weights for each tap: with `areSpread` a group's sources, else the block's.
  let tapRows: Int
  private let groupSources: Int
  private let groupTargets: Int

  /// - Parameter mostVectors: of a block, where all of its channels are of one group.
  init(_ side: ConvolutionSide, vectorWidth: Int, mostVectors: Int) {
    let groupTargets = side.groupTargets
    groupSources = side.groupSources
    self.groupTargets = groupTargets
    areSpread =
      groupSources == groupTargets && groupTargets < vectorWidth
      && vectorWidth.isMultiple(of: groupTargets)
    vectors =
      (1...mostVectors).last { groupTargets.isMultiple(of: $0 * vectorWidth) } ?? 1
    lanes = vectors * vectorWidth
    blocks = side.targets.dividedRoundingUp(by: lanes)
    sources = areSpread ? lanes : side.groupsOfBlock(lanes) * groupSources
    tapRows = areSpread ? groupSources : sources
  }

  /// The constants that the kernels are compiled with.
  var constants: [String: Int] {
    [
      "GROUP_SOURCES": groupSources, "GROUP_TARGETS": groupTargets,
      "SPREAD_LANES": areSpread ? 1 : 0, "VECTORS": vectors, "BLOCK_LANES": lanes,
      "BLOCKS": blocks, "BLOCK_SOURCES": sources, "TAP_ROWS": tapRows,
    ]
  }
}
