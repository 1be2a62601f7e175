import Basics
import Graphs

/// How the CPU family's filter gradient is blocked: registers, cache and batch.
struct ConvolutionFilterTile: Sendable, Hashable {
  /// Kernel rows of a register tile.
  let tileRows: Int
  /// Neighbouring (kx, ci) of a register tile.
  let tileRun: Int
  /// Vectors of output channels of a register tile.
  let vectors: Int
  /// Output rows that are staged at a time.
  let chunkRows: Int
  /// Images that are staged at a time.
  let chunkImages: Int
  /// Parts of the batch with partial sums of their own.
  let slices: Int
  /// Blocks of output channels.
  let blocks: Int
  /// Register tiles of one block.
  let tiles: Int
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
    func quotient(_ a: Int, _ b: Int) -> Int { a.dividedRoundingUp(by: b) }
    func roundedUp(_ a: Int) -> Int { quotient(a, vectorWidth) * vectorWidth }
    vectors = min(2, quotient(geometry.outChannels, vectorWidth))
    let lanes = vectors * vectorWidth
    blocks = quotient(geometry.outChannels, lanes)

    // As many sums as the registers hold, in tiles of equal size.
    let limit = vectorWidth == 16 ? 14 : 12 / vectors
    let depth = geometry.kernelWidth * geometry.inChannels
    let runs = quotient(depth, limit)
    tileRun = quotient(depth, runs)
    let rowLimit = runs == 1 ? max(1, limit / depth) : 1
    let rowTiles = quotient(geometry.kernelHeight, min(rowLimit, geometry.kernelHeight))
    tileRows = quotient(geometry.kernelHeight, rowTiles)
    tiles = rowTiles * runs

    // Enough pixels for a tile to outweigh loading and storing its sums, few enough for the cache.
    let rowLimitOfChunk = max(1, min(geometry.outHeight, quotient(192, geometry.outWidth)))
    let chunks = quotient(geometry.outHeight, rowLimitOfChunk)
    chunkRows = max(1, min(tunedRows ?? quotient(geometry.outHeight, chunks), geometry.outHeight))
    slices = max(
      1, min(geometry.batch, tunedSlices ?? quotient(2 * computeUnits, blocks)))
    let pixels = geometry.outHeight * geometry.outWidth
    chunkImages =
      chunkRows < geometry.outHeight
      ? 1 : max(1, min(quotient(geometry.batch, slices), 256 / pixels))

    let pitch =
      ((geometry.outWidth - 1) * geometry.stride + geometry.kernelWidth) * geometry.inChannels
    let stagedRows = (chunkRows - 1) * geometry.stride + geometry.kernelHeight
    let staged = roundedUp(chunkImages * roundedUp(stagedRows * pitch) + tileRows * pitch + tileRun)
    let upstream = chunkImages * chunkRows * geometry.outWidth * lanes
    partialBytes = slices * blocks * tiles * tileRows * tileRun * lanes * 4
    stagingBytes = slices * blocks * (staged + upstream) * 4
  }

  /// The constants that the kernels are compiled with.
  var constants: [String: Int] {
    [
      "VECTORS": vectors, "SLICES": slices, "TILE_ROWS": tileRows, "TILE_RUN": tileRun,
      "CHUNK_ROWS": chunkRows, "CHUNK_IMAGES": chunkImages,
    ]
  }
}
