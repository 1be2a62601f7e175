import Basics
import Graphs

/// How the CPU family computes a convolution by Winograd's algorithm.
///
/// Each of the stride² phases of the kernel is a convolution of stride 1 with `taps` × `taps` taps. Its
/// results are cut into tiles of `span` × `span`, span = points + 1 − taps. For each of the points²
/// frequencies of a tile's patch, a product of [tiles, sources] with [sources, targets] takes the place
/// of span² · taps² multiplications: with 6 points 4 times fewer of them for a 3×3 kernel of stride 1,
/// and 3 times for a 7×7 one of stride 2, whose taps are filled up to 8×8; with 4 points, which round
/// like the direct kernel, 2.25 times for the 3×3 kernel.
struct WinogradTile: Sendable, Hashable {
  /// Tiles that are staged at a time.
  static let tiles = 24
  /// The points that are taken where no record names others.
  static let ruledPoints = 6

  /// Points of the transform in one dimension: 4 or 6.
  let points: Int
  /// Vectors of channels in a register tile.
  let vectors: Int
  /// Rows of a register tile: tiles of results, or numbers of the depth in the filter gradient.
  let group: Int
  /// Shares of the tiles: work-items, or slices with sums of their own.
  let shares: Int

  /// Parts of the statistics in the forward pass or the input gradient: what a share stages at a time,
  /// of each phase of the result.
  let parts: Int

  /// What the weights' source side is deep: source channels, of all phases of the image.
  private let depth: Int
  /// Target channels, of all phases of the image.
  private let targets: Int
  /// Whether the sums of squares are staged and multiplied too: in the filter gradient.
  private let hasSquares: Bool
  /// Channels of the results that are staged at a time.
  private let stagedChannels: Int
  private let vectorWidth: Int

  /// Whether the algorithm can be used, and pays.
  ///
  /// Channels come in whole vectors, but for those of an image of which the forward pass takes four
  /// neighbouring numbers at a time. With few results the transformed weights cost more than they
  /// save; with fewer taps than three a phase, or with a stride above 2, nothing is saved.
  ///
  /// - Parameter direction: nil for the filter gradient.
  static func suits(
    _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection?, points: Int,
    vectorWidth: Int
  ) -> Bool {
    let stride = geometry.stride
    let taps = geometry.kernelHeight.dividedRoundingUp(by: stride)
    return stride <= 2 && (taps == 3 && points == 4 || (3...4).contains(taps) && points == 6)
      && geometry.kernelWidth.dividedRoundingUp(by: stride) == taps
      && vectorWidth >= 4
      && (geometry.inChannels % vectorWidth == 0
        || direction == .forward && geometry.inChannels * stride == 4)
      && geometry.outChannels % vectorWidth == 0
      && geometry.batch * geometry.outHeight * geometry.outWidth >= 1024
  }

  /// The tile of the forward pass or the input gradient.
  init(
    _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection, points: Int,
    for device: DeviceTraits
  ) {
    let phases = geometry.stride * geometry.stride
    let isForward = direction == .forward
    let span = points + 1 - geometry.kernelHeight.dividedRoundingUp(by: geometry.stride)
    /// Tiles along an axis of the result; reversed, of one of its phases.
    func tiles(_ outputs: Int, _ extent: Int, _ padding: Int) -> Int {
      let stride = geometry.stride
      let tiled = isForward ? outputs : (extent - 1 + padding) / stride - padding / stride + 1
      return tiled.dividedRoundingUp(by: span)
    }
    let count =
      geometry.batch * tiles(geometry.outHeight, geometry.height, geometry.padTop)
      * tiles(geometry.outWidth, geometry.width, geometry.padLeft)
    self.init(
      points: points, depth: isForward ? phases * geometry.inChannels : geometry.outChannels,
      targets: isForward ? geometry.outChannels : phases * geometry.inChannels,
      channels: isForward ? geometry.outChannels : geometry.inChannels,
      isFilterGradient: false, shares: 8 * device.computeUnits, vectorWidth: device.vectorWidth,
      tileCount: count, targetPhases: isForward ? 1 : phases)
  }

  /// The tile of the filter gradient.
  ///
  /// - Parameter tunedSlices: slices of the batch, or nil for the rule here.
  init(
    filterGradientOf geometry: ConvolutionGeometry, points: Int, for device: DeviceTraits,
    tunedSlices: Int?
  ) {
    self.init(
      points: points, depth: geometry.stride * geometry.stride * geometry.inChannels,
      targets: geometry.outChannels, channels: geometry.outChannels, isFilterGradient: true,
      shares: max(1, tunedSlices ?? 2 * device.computeUnits), vectorWidth: device.vectorWidth)
  }

  private init(
    points: Int, depth: Int, targets: Int, channels: Int, isFilterGradient: Bool, shares: Int,
    vectorWidth: Int, tileCount: Int = 1, targetPhases: Int = 1
  ) {
    self.points = points
    let groups = (tileCount.dividedRoundingUp(by: shares) + Self.tiles - 1) / Self.tiles
    parts = shares * groups * targetPhases
    (self.depth, self.targets, self.shares) = (depth, targets, shares)
    self.vectorWidth = vectorWidth
    // 24 of 32 registers hold sums, or 12 of 16; groups divide the number of staged tiles.
    let width = channels / vectorWidth
    let limit = vectorWidth == 16 ? 4 : 2
    vectors = (1...limit).last { width % $0 == 0 } ?? 1
    group = min(12, (vectorWidth == 16 ? 24 : 12) / vectors)
    hasSquares = isFilterGradient
    stagedChannels = isFilterGradient ? channels : vectors * vectorWidth
  }

  private var frequencies: Int { points * points }
  private var planes: Int { frequencies + (hasSquares ? 1 : 0) }

  /// Bytes of the transformed weights.
  var packedBytes: Int { frequencies * depth * targets * 4 }

  /// Bytes of all shares' staged tiles.
  var stagingBytes: Int {
    shares * planes * (Self.tiles * (depth + stagedChannels) + 2 * vectorWidth) * 4
  }

  /// Bytes of all slices' sums in the filter gradient.
  var partialBytes: Int {
    let rows = depth.roundedUp(toMultipleOf: group)
    return shares * planes * rows * targets * 4
  }

  /// The constants that kernels are compiled with.
  var constants: [String: Int] {
    [
      "POINTS": points, "VECTORS": vectors, "GROUP": group, "TILES": Self.tiles,
      "SQUARES": hasSquares ? 1 : 0,
    ]
  }
}
