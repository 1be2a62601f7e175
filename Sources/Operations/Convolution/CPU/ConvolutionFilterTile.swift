import Basics
import Graphs

/// The blocking of the CPU family's filter gradient: register tiles of weights, staged chunks that fit
/// the cache, slices of the batch.
struct ConvolutionFilterTile: Sendable, Hashable {
  /// Kernel rows of a register tile.
  let tileRows: Int
  /// Contiguous (kx, ci) of a register tile.
  let tileWidth: Int
  /// Vectors of output channels of a register tile.
  let vectors: Int
  /// Output rows of a staged chunk.
  let chunkRows: Int
  /// Images of a staged chunk.
  let chunkImages: Int
  /// Slices of the batch, with partial sums each (split-K).
  let slices: Int
  /// Blocks of output channels.
  let blocks: Int
  /// Register tiles of one block.
  let tiles: Int
  /// Target channels of a register tile.
  private let lanes: Int
  /// (kx, ci) of a kernel row.
  private let rowWeights: Int
  /// Register tiles across a kernel row.
  private let tilesAcross: Int
  /// Columns of a staged image, with its padding.
  private let stagedColumns: Int
  /// Elements of a row of a staged image.
  private let stagedPitch: Int
  /// Rows of a staged image.
  private let stagedRows: Int
  /// Elements of a staged image.
  private let stagedImage: Int
  /// Elements of the staged images of a chunk.
  private let stagedLength: Int
  /// Elements that a work-item stages: images and upstream gradient.
  private let stagingLength: Int
  /// Bytes of all slices' partial sums.
  let partialBytes: Int
  /// Bytes of all work-items' staged chunks.
  let stagingBytes: Int

  /// - Parameters:
  ///   - tunedSlices: slices of the batch, or nil for the rule here.
  ///   - tunedRows: output rows of a chunk, or nil for the rule here.
  init(
    _ geometry: ConvolutionGeometry, vectorWidth: Int, computeUnits: Int, tunedSlices: Int? = nil,
    tunedRows: Int? = nil
  ) {
    vectors = min(2, geometry.outChannels.dividedRoundingUp(by: vectorWidth))
    lanes = vectors * vectorWidth
    blocks = geometry.outChannels.dividedRoundingUp(by: lanes)

    // As many accumulators as fit the registers, in tiles of equal size.
    let limit = vectorWidth == 16 ? 14 : 12 / vectors
    rowWeights = geometry.kernelWidth * geometry.inChannels
    tilesAcross = rowWeights.dividedRoundingUp(by: limit)
    tileWidth = rowWeights.dividedRoundingUp(by: tilesAcross)
    let rowLimit = tilesAcross == 1 ? max(1, limit / rowWeights) : 1
    let tilesDown = geometry.kernelHeight.dividedRoundingUp(
      by: min(rowLimit, geometry.kernelHeight))
    tileRows = geometry.kernelHeight.dividedRoundingUp(by: tilesDown)
    tiles = tilesDown * tilesAcross

    // Enough pixels to outweigh loading and storing a tile's accumulators, few enough for the cache.
    let chunkLimit = min(geometry.outHeight, 192.dividedRoundingUp(by: geometry.outWidth))
    let chunks = geometry.outHeight.dividedRoundingUp(by: chunkLimit)
    let ruledRows = geometry.outHeight.dividedRoundingUp(by: chunks)
    chunkRows = max(1, min(tunedRows ?? ruledRows, geometry.outHeight))
    let ruledSlices = (2 * computeUnits).dividedRoundingUp(by: blocks)
    slices = max(1, min(geometry.batch, tunedSlices ?? ruledSlices))
    let pixels = geometry.outHeight * geometry.outWidth
    chunkImages =
      chunkRows < geometry.outHeight
      ? 1 : max(1, min(geometry.batch.dividedRoundingUp(by: slices), 256 / pixels))

    stagedColumns = (geometry.outWidth - 1) * geometry.stride + geometry.kernelWidth
    stagedPitch = stagedColumns * geometry.inChannels
    stagedRows = (chunkRows - 1) * geometry.stride + geometry.kernelHeight
    stagedImage = (stagedRows * stagedPitch).roundedUp(toMultipleOf: vectorWidth)
    // The last tiles may extend beyond the kernel: tileRows rows and tileWidth values of slack.
    stagedLength = (chunkImages * stagedImage + tileRows * stagedPitch + tileWidth)
      .roundedUp(toMultipleOf: vectorWidth)
    stagingLength = stagedLength + chunkImages * chunkRows * geometry.outWidth * lanes
    partialBytes = slices * blocks * tiles * tileRows * tileWidth * lanes * 4
    stagingBytes = slices * blocks * stagingLength * 4
  }

  /// The constants that the kernels are compiled with.
  var constants: [String: Int] {
    [
      "VECTORS": vectors, "BLOCK_LANES": lanes, "BLOCKS": blocks, "SLICES": slices,
      "ROW_WEIGHTS": rowWeights, "TILE_ROWS": tileRows, "TILE_WIDTH": tileWidth,
      "TILE": tileRows * tileWidth, "TILES": tiles, "TILES_ACROSS": tilesAcross,
      "CHUNK_ROWS": chunkRows, "CHUNK_IMAGES": chunkImages, "STAGED_COLUMNS": stagedColumns,
      "STAGED_PITCH": stagedPitch, "STAGED_ROWS": stagedRows, "STAGED_IMAGE": stagedImage,
      "STAGED_LENGTH": stagedLength, "STAGING_LENGTH": stagingLength,
    ]
  }
}
