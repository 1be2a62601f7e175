import Basics
import Graphs

/// The blocking of the CPU family's convolution by Winograd's algorithm F(m × m, r × r).
///
/// Each of the stride² phases of the kernel is a convolution of stride 1 with r × r taps. Its results are
/// cut into tiles of m × m, m = points + 1 − r. For each of the points² elements of a transformed patch,
/// a product of [tiles, sources] with [sources, targets] replaces m² · r² multiplications: with 6 points
/// 4 times fewer for a 3×3 kernel of stride 1, and 3 times for a 7×7 one of stride 2, whose phases are
/// zero-padded to 4×4 taps; with 4 points, whose rounding errors are those of the direct kernel, 2.25
/// times for the 3×3 kernel.
struct WinogradTile: Sendable, Hashable {
  /// Tiles that are staged at a time.
  static let tiles = 24
  /// The points without a tuning choice.
  static let defaultPoints = 6

  /// Interpolation points of the transform in one dimension, α = m + r − 1: 4 or 6.
  let points: Int
  /// Taps of a phase along an axis, r.
  let taps: Int
  /// Results of a tile along an axis, m.
  let outputTile: Int
  /// Phases of the image that are channels of a patch: stride², in the input gradient 1.
  private let sourcePhases: Int
  /// Phases of the result: 1, in the input gradient stride².
  private let targetPhases: Int
  /// Channels of a patch: source channels, of all phases of the image.
  private let patchChannels: Int
  /// Tiles of one image, in the input gradient of one phase of it, and of the batch.
  private let tileRows: Int
  private let tileColumns: Int
  private let tileCount: Int
  /// Vectors of channels in a register tile.
  let vectors: Int
  /// Target channels of a register tile, and the number of them that have all of one phase.
  private let blockLanes: Int
  private let blocks: Int
  /// Rows of a register tile: tiles of results; in the filter gradient, patch channels.
  let registerRows: Int
  /// Work-items; in the filter gradient, slices with partial sums each (split-K).
  let workItems: Int
  /// How often a work-item stages tiles, at most.
  private let rounds: Int
  /// Whether sums of squares are staged and multiplied too: in the filter gradient.
  private let hasSquares: Bool
  /// Whether patches are loaded as quads (WinogradQuads.cl).
  private let packsPhases: Bool
  /// Channels of the results, or of the upstream gradient, that are staged at a time.
  private let stagedChannels: Int
  private let vectorWidth: Int

  /// - Parameter tunedSlices: in the filter gradient, slices of the batch, or nil for the rule here.
  init(
    _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection, points: Int,
    for device: DeviceTraits, tunedSlices: Int? = nil
  ) {
    let (stride, side) = (geometry.stride, geometry.side(direction))
    self.points = points
    let taps = geometry.kernelHeight.dividedRoundingUp(by: stride)
    let outputTile = points + 1 - taps
    (self.taps, self.outputTile) = (taps, outputTile)
    targetPhases = side.classes
    sourcePhases = stride * stride / side.classes
    patchChannels = sourcePhases * side.sources
    func tiles(_ outputs: Int, _ extent: Int, _ padding: Int) -> Int {
      let tiled =
        direction == .inputGradient
        ? (extent - 1 + padding) / stride - padding / stride + 1 : outputs
      return tiled.dividedRoundingUp(by: outputTile)
    }
    tileRows = tiles(geometry.outHeight, geometry.height, geometry.padTop)
    tileColumns = tiles(geometry.outWidth, geometry.width, geometry.padLeft)
    tileCount = geometry.batch * tileRows * tileColumns

    let isFilterGradient = direction == .filterGradient
    workItems =
      isFilterGradient
      ? max(1, tunedSlices ?? 2 * device.computeUnits) : 8 * device.computeUnits
    rounds = tileCount.dividedRoundingUp(by: workItems).dividedRoundingUp(by: Self.tiles)
    // Accumulators take 24 of 32 registers, or 12 of 16; register rows divide the staged tiles.
    vectorWidth = device.vectorWidth
    let width = side.targets / vectorWidth
    let limit = vectorWidth == 16 ? 4 : 2
    vectors = (2...limit).reduce(1) { width % $1 == 0 ? $1 : $0 }
    blockLanes = vectors * vectorWidth
    blocks = width / vectors
    registerRows = min(12, (vectorWidth == 16 ? 24 : 12) / vectors)
    hasSquares = isFilterGradient
    packsPhases = Self.packsPhases(geometry, direction)
    stagedChannels = isFilterGradient ? side.targets : blockLanes
  }

  /// Parts of the statistics in the forward pass or the input gradient: one for every tile round of a
  /// work-item and phase of the result.
  var parts: Int { workItems * rounds * targetPhases }

  /// Elements of a tile in the Winograd domain.
  private var elements: Int { points * points }
  private var planes: Int { elements + (hasSquares ? 1 : 0) }
  /// Elements of a plane, padded by a vector so that neighbouring planes do not share a cache set.
  private var patchPitch: Int { Self.tiles * patchChannels + vectorWidth }
  private var resultPitch: Int { Self.tiles * stagedChannels + vectorWidth }
  /// Elements that a work-item stages.
  private var stagingLength: Int { planes * (patchPitch + resultPitch) }
  /// In the filter gradient, register tiles over the patch channels, and the partial sums of a slice.
  private var rowBlocks: Int { patchChannels.dividedRoundingUp(by: registerRows) }
  private var registerTile: Int { registerRows * blockLanes }
  private var partialLength: Int { planes * blocks * rowBlocks * registerTile }

  /// Bytes of the transformed weights.
  var packedBytes: Int { elements * patchChannels * targetPhases * blocks * blockLanes * 4 }

  /// Bytes of all work-items' staged tiles.
  var stagingBytes: Int { workItems * stagingLength * 4 }

  /// Bytes of all slices' partial sums in the filter gradient.
  var partialBytes: Int { workItems * partialLength * 4 }

  /// The constants that kernels are compiled with, in addition to the problem's.
  var constants: [String: Int] {
    [
      "POINTS": points, "TAPS": taps, "OUTPUT_TILE": outputTile, "ELEMENTS": elements,
      "SQUARES": hasSquares ? 1 : 0, "PLANES": planes, "SOURCE_PHASES": sourcePhases,
      "TARGET_PHASES": targetPhases, "PATCH_CHANNELS": patchChannels, "TILE_ROWS": tileRows,
      "TILE_COLUMNS": tileColumns, "TILE_COUNT": tileCount, "TILES": Self.tiles,
      "VECTORS": vectors, "BLOCK_LANES": blockLanes, "BLOCKS": blocks,
      "REGISTER_ROWS": registerRows, "PATCH_PITCH": patchPitch, "RESULT_PITCH": resultPitch,
      "STAGING_LENGTH": stagingLength,
    ].merging(hasSquares ? filterConstants : convolutionConstants) { $1 }
  }

  private var convolutionConstants: [String: Int] {
    ["PACKS_PHASES": packsPhases ? 1 : 0, "ROUNDS": rounds]
  }

  private var filterConstants: [String: Int] {
    [
      "SLICES": workItems, "ROW_BLOCKS": rowBlocks, "REGISTER_TILE": registerTile,
      "PARTIAL_LENGTH": partialLength,
    ]
  }
}
