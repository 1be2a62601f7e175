import Graphs

/// How the CPU family computes a 3×3 convolution of stride 1 by Winograd's F(2×2, 3×3).
///
/// The results are cut into tiles of 2×2 pixels. For each of the 16 frequencies of a tile's patch, a
/// product of [tiles, source channels] with [source channels, target channels] takes the place of
/// 36 taps by 16: 2.25 times fewer multiplications.
struct WinogradTile: Sendable, Hashable {
  /// Vectors of channels in a register tile.
  let vectors: Int
  /// Rows of a register tile: tiles of 2×2 pixels, or input channels for the filter gradient.
  let group: Int
  /// Tiles of 2×2 pixels that are staged at a time.
  let tiles: Int
  /// Shares of the tiles: work-items, or slices with sums of their own.
  let shares: Int

  private let sources: Int
  private let targets: Int
  private let vectorWidth: Int

  /// Whether the algorithm can be used, and pays.
  ///
  /// Channels come in whole vectors. With few tiles the transformed weights cost more than they save.
  static func suits(_ geometry: ConvolutionGeometry, vectorWidth: Int) -> Bool {
    geometry.kernelHeight == 3 && geometry.kernelWidth == 3 && geometry.stride == 1
      && vectorWidth >= 4 && geometry.inChannels % vectorWidth == 0
      && geometry.outChannels % vectorWidth == 0
      && geometry.batch * geometry.outHeight * geometry.outWidth >= 256
  }

  /// The tile of the forward pass or the input gradient.
  init(
    _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection, for device: DeviceTraits
  ) {
    let isForward = direction == .forward
    self.init(
      sources: isForward ? geometry.inChannels : geometry.outChannels,
      targets: isForward ? geometry.outChannels : geometry.inChannels, tiles: 24,
      shares: 4 * device.computeUnits, vectorWidth: device.vectorWidth)
  }

  /// The tile of the filter gradient.
  ///
  /// - Parameter tunedSlices: slices of the batch, or nil for the rule here.
  init(
    filterGradientOf geometry: ConvolutionGeometry, for device: DeviceTraits, tunedSlices: Int?
  ) {
    self.init(
      sources: geometry.inChannels, targets: geometry.outChannels, tiles: 48,
      shares: max(1, tunedSlices ?? 2 * device.computeUnits), vectorWidth: device.vectorWidth)
  }

  private init(sources: Int, targets: Int, tiles: Int, shares: Int, vectorWidth: Int) {
    (self.sources, self.targets, self.vectorWidth) = (sources, targets, vectorWidth)
    (self.tiles, self.shares) = (tiles, shares)
    // 24 of 32 registers hold sums, or 12 of 16; a group divides 24 as `vectors` does.
    let width = targets / vectorWidth
    let limit = vectorWidth == 16 ? 4 : 2
    vectors = (1...limit).last { width % $0 == 0 } ?? 1
    group = min(12, (vectorWidth == 16 ? 24 : 12) / vectors)
  }

  private var blocks: Int { targets / (vectors * vectorWidth) }
  /// Register tiles that cover the input channels of the filter gradient.
  private var runs: Int { (sources + group - 1) / group }

  /// Bytes of the transformed weights.
  var packedBytes: Int { 16 * sources * targets * 4 }
  /// Bytes of all shares' staged tiles in the forward pass or the input gradient.
  var stagingBytes: Int { stagingBytes(resultChannels: vectors * vectorWidth) }
  /// Bytes of all slices' staged tiles in the filter gradient.
  var filterStagingBytes: Int { stagingBytes(resultChannels: targets) }
  /// Bytes of all slices' sums in the filter gradient.
  var partialBytes: Int { shares * 16 * blocks * runs * group * vectors * vectorWidth * 4 }

  private func stagingBytes(resultChannels: Int) -> Int {
    shares * 16 * (tiles * (sources + resultChannels) + 2 * vectorWidth) * 4
  }

  /// The constants that kernels are compiled with.
  var constants: [String: Int] { ["VECTORS": vectors, "GROUP": group, "TILES": tiles] }
}
