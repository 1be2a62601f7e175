import Basics
import Graphs

/// The register tile of the CPU family's direct kernel: `pixels` neighbouring target pixels by `lanes`
/// target channels; see ConvolutionTile.cl for its variants.
struct ConvolutionTile: Sendable, Hashable {
  /// Vectors hold values along K, a window row, instead of target channels, of which there are few.
  let vectorsAlongK: Bool
  /// Groups of two or three neighbouring taps share each broadcast of a source value.
  let sharesBroadcasts: Bool
  /// Neighbouring target pixels of a tile.
  let pixels: Int
  /// Vectors of target channels of a tile; 1 with `vectorsAlongK`.
  let vectors: Int
  /// Target channels of a tile.
  let lanes: Int
  /// Tiles across the target channels.
  let blocks: Int
  /// Parity classes.
  let classes: Int
  let windowHeight: Int
  /// Elements of packed weights in one window row of a block.
  let windowPitch: Int
  /// Tiles along a row of (one class of) target pixels.
  let columnTiles: Int
  /// Rows of (one class of) target pixels.
  let rows: Int

  /// - Parameters:
  ///   - tunedPixels: pixels of a tile, or nil for the rule here.
  ///   - tunedVectors: vectors of a tile, or nil for the rule here.
  init(
    _ geometry: ConvolutionGeometry, _ direction: ConvolutionDirection, vectorWidth: Int,
    tunedPixels: Int? = nil, tunedVectors: Int? = nil
  ) {
    let side = geometry.side(direction)
    classes = side.classes
    rows = side.classHeight
    windowHeight = side.windowHeight
    let rowK = side.windowWidth * side.sources

    vectorsAlongK = side.targets <= min(4, vectorWidth / 2)
    let limit: Int
    if vectorsAlongK {
      vectors = 1
      lanes = side.targets
      sharesBroadcasts = false
      limit = min(12, 24 / side.targets)
      windowPitch = lanes * rowK.roundedUp(toMultipleOf: vectorWidth)
    } else {
      let width = side.targets.dividedRoundingUp(by: vectorWidth)
      let canShare =
        vectorWidth == 16 && side.sources >= 8 && geometry.kernelWidth >= 2 * geometry.stride
      // Short rows: fewer pixels and more channels for the same number of accumulators. The same
      // without shared broadcasts: a patch is copied for fewer tiles, and broadcast less often.
      let isNarrow = side.classWidth <= 7 && width >= 3 || !canShare && width % 4 == 0
      vectors = max(1, tunedVectors ?? (isNarrow ? (width % 4 == 0 ? 4 : 3) : min(2, width)))
      lanes = vectors * vectorWidth
      // 32 registers of 16 lanes, else 16, hold accumulators and the weights of a group of taps.
      sharesBroadcasts = canShare && vectors <= 2
      let accumulators = sharesBroadcasts ? 24 : 28
      limit = max(
        1, vectorWidth == 16 ? (vectors == 1 ? 14 : accumulators / vectors) : 12 / vectors)
      windowPitch = lanes * rowK
    }
    blocks = side.targets.dividedRoundingUp(by: lanes)
    pixels =
      tunedPixels
      ?? Self.pixels(of: side.classWidth, upTo: limit, perTile: vectorsAlongK ? 0.5 : 1)
    columnTiles = side.classWidth.dividedRoundingUp(by: pixels)
  }

  /// The tile width that covers a row at the lowest cost: whole tiles, each with a fixed cost of
  /// `perTile` pixels.
  private static func pixels(of row: Int, upTo limit: Int, perTile: Double) -> Int {
    func cost(_ pixels: Int) -> Double {
      Double(row.dividedRoundingUp(by: pixels)) * (Double(pixels) + perTile)
    }
    let widest = max(1, min(limit, row))
    return (1..<widest).reversed().reduce(widest) { cost($1) < cost($0) ? $1 : $0 }
  }

  /// Work-items over the target pixels: each stores one part of the statistics.
  func parts(batch: Int) -> Int { columnTiles * rows * batch * classes }

  /// The size of the packed weights in bytes.
  var packedBytes: Int { classes * blocks * windowHeight * windowPitch * 4 }

  /// The constants that the kernels are compiled with.
  var constants: [String: Int] {
    [
      "VECTORS_ALONG_K": vectorsAlongK ? 1 : 0, "SHARED_BROADCAST": sharesBroadcasts ? 1 : 0,
      "PIXELS": pixels, "VECTORS": vectors, "BLOCK_LANES": lanes, "BLOCKS": blocks,
      "WINDOW_PITCH": windowPitch, "COLUMN_TILES": columnTiles,
    ]
  }
}
