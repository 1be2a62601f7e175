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
  /// Vectors of channels in a register tile.
  let vectors: Int
  /// Rows of a register tile: tiles of results; in the filter gradient, patch channels.
  let registerRows: Int
  /// Work-items; in the filter gradient, slices with partial sums each (split-K).
  let workItems: Int
  /// Parts of the statistics in the forward pass or the input gradient: one for every tile round of a
  /// work-item and phase of the result.
  let parts: Int

  /// Channels of a patch: source channels, of all phases of the image.
  private let patchChannels: Int
  /// Target channels, of all phases of the image.
  private let targets: Int
  /// How often a work-item stages tiles, at most.
  private let rounds: Int
  /// Whether sums of squares are staged and multiplied too: in the filter gradient.
  private let hasSquares: Bool
  /// Channels of the results, or of the upstream gradient, that are staged at a time.
  private let stagedChannels: Int
  private let vectorWidth: Int

  /// The tile of the forward pass or the input gradient.
  init(
    _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection, points: Int,
    for device: DeviceTraits
  ) {
    let (stride, side) = (geometry.stride, geometry.side(direction))
    let phases = stride * stride
    let outputTile = points + 1 - geometry.kernelHeight.dividedRoundingUp(by: stride)
    /// Tiles along an axis of the result; in the input gradient, of one of its phases.
    func tiles(_ outputs: Int, _ extent: Int, _ padding: Int) -> Int {
      let tiled =
        direction == .forward ? outputs : (extent - 1 + padding) / stride - padding / stride + 1
      return tiled.dividedRoundingUp(by: outputTile)
    }
    let count =
      geometry.batch * tiles(geometry.outHeight, geometry.height, geometry.padTop)
      * tiles(geometry.outWidth, geometry.width, geometry.padLeft)
    self.init(
      points: points, patchChannels: phases / side.classes * side.sources,
      targets: side.classes * side.targets, channels: side.targets, isFilterGradient: false,
      workItems: 8 * device.computeUnits, vectorWidth: device.vectorWidth, tileCount: count,
      targetPhases: side.classes)
  }

  /// The tile of the filter gradient.
  ///
  /// - Parameter tunedSlices: slices of the batch, or nil for the rule here.
  init(
    filterGradientOf geometry: ConvolutionGeometry, points: Int, for device: DeviceTraits,
    tunedSlices: Int?
  ) {
    self.init(
      points: points, patchChannels: geometry.stride * geometry.stride * geometry.inChannels,
      targets: geometry.outChannels, channels: geometry.outChannels, isFilterGradient: true,
      workItems: max(1, tunedSlices ?? 2 * device.computeUnits), vectorWidth: device.vectorWidth)
  }

  private init(
    points: Int, patchChannels: Int, targets: Int, channels: Int, isFilterGradient: Bool,
    workItems: Int, vectorWidth: Int, tileCount: Int = 1, targetPhases: Int = 1
  ) {
    self.points = points
    rounds = tileCount.dividedRoundingUp(by: workItems).dividedRoundingUp(by: Self.tiles)
    parts = workItems * rounds * targetPhases
    (self.patchChannels, self.targets, self.workItems) = (patchChannels, targets, workItems)
    self.vectorWidth = vectorWidth
    // Accumulators take 24 of 32 registers, or 12 of 16; register rows divide the staged tiles.
    let width = channels / vectorWidth
    let limit = vectorWidth == 16 ? 4 : 2
    vectors = (2...limit).reduce(1) { width % $1 == 0 ? $1 : $0 }
    registerRows = min(12, (vectorWidth == 16 ? 24 : 12) / vectors)
    hasSquares = isFilterGradient
    stagedChannels = isFilterGradient ? channels : vectors * vectorWidth
  }

  /// Elements of a tile in the Winograd domain.
  private var elements: Int { points * points }
  private var planes: Int { elements + (hasSquares ? 1 : 0) }
  /// Elements of a plane, padded by a vector so that neighbouring planes do not share a cache set.
  private var patchPitch: Int { Self.tiles * patchChannels + vectorWidth }
  private var resultPitch: Int { Self.tiles * stagedChannels + vectorWidth }
  /// Elements that a work-item stages.
  private var stagingLength: Int { planes * (patchPitch + resultPitch) }

  /// Bytes of the transformed weights.
  var packedBytes: Int { elements * patchChannels * targets * 4 }

  /// Bytes of all work-items' staged tiles.
  var stagingBytes: Int { workItems * stagingLength * 4 }

  /// Bytes of all slices' partial sums in the filter gradient.
  var partialBytes: Int {
    workItems * planes * patchChannels.roundedUp(toMultipleOf: registerRows) * targets * 4
  }

  /// The constants that kernels are compiled with.
  var constants: [String: Int] {
    [
      "POINTS": points, "VECTORS": vectors, "REGISTER_ROWS": registerRows, "TILES": Self.tiles,
      "SQUARES": hasSquares ? 1 : 0, "PATCH_PITCH": patchPitch, "RESULT_PITCH": resultPitch,
      "STAGING_LENGTH": stagingLength, "ROUNDS": rounds,
    ]
  }
}
