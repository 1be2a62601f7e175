import Basics
import Graphs

/// Which of the two tile-wise directions of a convolution is meant.
package enum ConvolutionDirection: Sendable, Hashable {
  /// Image to features: targets are feature pixels.
  case forward
  /// Features to image: targets are image pixels, one parity class at a time.
  case inputGradient

  /// The kernels' name for the direction.
  var reversed: Int { self == .forward ? 0 : 1 }
}

/// The register tile of the CPU family for one direction, and the sizes that follow from it.
struct ConvolutionTile: Sendable, Hashable {
  let direction: ConvolutionDirection
  /// Vectors run along the window instead of across target channels, of which there are few.
  let inner: Bool
  /// Taps share a broadcast in groups of two or three.
  let grouped: Bool
  /// Neighbouring target pixels of a tile.
  let pixels: Int
  /// Vectors of target channels of a tile; 1 with `inner`.
  let vectors: Int
  /// Target channels of a tile.
  let lanes: Int
  /// Tiles across the target channels.
  let blocks: Int
  /// Parity classes per axis.
  let classStep: Int
  let windowHeight: Int
  /// Numbers of packed weights in one window row.
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
    self.direction = direction
    let isForward = direction == .forward
    let sources = isForward ? geometry.inChannels : geometry.outChannels
    let targets = isForward ? geometry.outChannels : geometry.inChannels
    classStep = isForward ? 1 : geometry.stride
    let classWidth =
      isForward ? geometry.outWidth : geometry.width.dividedRoundingUp(by: classStep)
    rows =
      isForward ? geometry.outHeight : geometry.height.dividedRoundingUp(by: classStep)
    windowHeight = geometry.kernelHeight.dividedRoundingUp(by: classStep)
    let windowDepth = geometry.kernelWidth.dividedRoundingUp(by: classStep) * sources

    inner = targets <= min(4, vectorWidth / 2)
    let limit: Int
    if inner {
      vectors = 1
      lanes = targets
      grouped = false
      limit = min(12, 24 / targets)
      windowPitch = lanes * (windowDepth.roundedUp(toMultipleOf: vectorWidth))
    } else {
      let width = targets.dividedRoundingUp(by: vectorWidth)
      let groups =
        vectorWidth == 16 && sources >= 8 && geometry.kernelWidth >= 2 * geometry.stride
      // Short rows: fewer pixels, more channels for the same number of sums. Without groups too: a
      // patch is copied for fewer tiles, and fewer of its numbers are broadcast.
      let narrow = classWidth <= 7 && width >= 3 || !groups && width % 4 == 0
      vectors = max(1, tunedVectors ?? (narrow ? (width % 4 == 0 ? 4 : 3) : min(2, width)))
      lanes = vectors * vectorWidth
      // What fits the registers (32 of 16 lanes, else 16): sums, and the weights of a group's taps.
      grouped = groups && vectors <= 2
      let sums = grouped ? 24 : 28
      limit = max(1, vectorWidth == 16 ? (vectors == 1 ? 14 : sums / vectors) : 12 / vectors)
      windowPitch = lanes * windowDepth
    }
    blocks = targets.dividedRoundingUp(by: lanes)
    pixels =
      tunedPixels
      ?? Self.pixels(of: classWidth, upTo: limit, perTile: inner ? 0.5 : 1)
    columnTiles = classWidth.dividedRoundingUp(by: pixels)
  }

  /// The tile width that covers a row with least work: whole tiles, each with a fixed cost of
  /// `perTile` pixels.
  private static func pixels(of row: Int, upTo limit: Int, perTile: Double) -> Int {
    func cost(_ pixels: Int) -> Double {
      Double(row.dividedRoundingUp(by: pixels)) * (Double(pixels) + perTile)
    }
    return (1...max(1, min(limit, row))).reversed().min { cost($0) < cost($1) } ?? 1
  }

  /// Work-items over the target pixels: each gives one part of the statistics.
  func parts(batch: Int) -> Int { columnTiles * rows * batch * classStep * classStep }

  /// The size of the packed weights in bytes.
  var packedBytes: Int { classStep * classStep * blocks * windowHeight * windowPitch * 4 }

  /// The constants that the kernels are compiled with.
  var constants: [String: Int] {
    [
      "REVERSED": direction.reversed, "INNER": inner ? 1 : 0, "GROUPED": grouped ? 1 : 0,
      "PIXELS": pixels, "VECTORS": vectors,
    ]
  }
}
