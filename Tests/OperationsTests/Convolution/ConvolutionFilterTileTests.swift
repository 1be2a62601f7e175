import Graphs
import Operations
import Testing

/// Sizes of the CPU family's direct filter gradient, worked out by hand for two compute units.
@Suite("ConvolutionFilterTile")
struct ConvolutionFilterTileTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let test: ConvolutionCase
    var vectorWidth = 16
    let constants: [String: Int]
    /// Bytes of partial sums and of staged chunks.
    let workspace: [Int]

    var testDescription: String { "\(test.testDescription), \(vectorWidth) lanes" }
  }

  static let examples = [
    // One tile holds a 3 × 3 kernel of one channel; chunks of 7 rows of 28 pixels.
    Example(
      test: ConvolutionCase([64, 28, 28, 1], [3, 3, 1, 64]),
      constants: [
        "VECTORS": 2, "BLOCK_LANES": 32, "BLOCKS": 2, "SLICES": 2, "ROW_WEIGHTS": 3,
        "TILE_ROWS": 3, "TILE_WIDTH": 3, "TILE": 9, "TILES_ACROSS": 1, "TILES": 1,
        "CHUNK_ROWS": 7, "CHUNK_IMAGES": 1, "STAGED_COLUMNS": 30, "STAGED_PITCH": 30,
        "STAGED_ROWS": 9, "STAGED_IMAGE": 272, "STAGED_LENGTH": 368,
        "STAGING_LENGTH": 368 + 7 * 28 * 32,
      ],
      workspace: [2 * 2 * 9 * 32 * 4, 2 * 2 * 6640 * 4]),
    // One tile for each of 7 rows of 14 weights.
    Example(
      test: ConvolutionCase([64, 96, 96, 2], [7, 7, 2, 32]),
      constants: [
        "BLOCKS": 1, "SLICES": 4, "ROW_WEIGHTS": 14, "TILE_ROWS": 1, "TILE_WIDTH": 14, "TILE": 14,
        "TILES_ACROSS": 1, "TILES": 7, "CHUNK_ROWS": 2, "STAGED_COLUMNS": 102,
        "STAGED_PITCH": 204, "STAGED_ROWS": 8, "STAGED_IMAGE": 1632, "STAGED_LENGTH": 1856,
        "STAGING_LENGTH": 1856 + 2 * 96 * 32,
      ],
      workspace: [4 * 7 * 14 * 32 * 4, 4 * 8000 * 4]),
    // Rows of 18 weights in two tiles; one slice, since there is one image.
    Example(
      test: ConvolutionCase([1, 9, 9, 6], [2, 3, 6, 20], stride: 3),
      constants: [
        "VECTORS": 2, "BLOCKS": 1, "SLICES": 1, "ROW_WEIGHTS": 18, "TILE_ROWS": 1, "TILE_WIDTH": 9,
        "TILES_ACROSS": 2, "TILES": 4, "CHUNK_ROWS": 3, "CHUNK_IMAGES": 1, "STAGED_COLUMNS": 9,
        "STAGED_PITCH": 54, "STAGED_ROWS": 8, "STAGED_IMAGE": 432, "STAGED_LENGTH": 496,
        "STAGING_LENGTH": 496 + 9 * 32,
      ],
      workspace: [4 * 9 * 32 * 4, 784 * 4]),
    // Vectors of 8: 12 accumulators of one vector.
    Example(
      test: ConvolutionCase([2, 9, 11, 3], [3, 3, 3, 5]), vectorWidth: 8,
      constants: [
        "VECTORS": 1, "BLOCK_LANES": 8, "BLOCKS": 1, "SLICES": 2, "ROW_WEIGHTS": 9,
        "TILE_ROWS": 1, "TILE_WIDTH": 9, "TILES": 3, "CHUNK_ROWS": 9, "CHUNK_IMAGES": 1,
        "STAGED_COLUMNS": 13, "STAGED_PITCH": 39, "STAGED_ROWS": 11, "STAGED_IMAGE": 432,
        "STAGED_LENGTH": 480, "STAGING_LENGTH": 480 + 9 * 11 * 8,
      ],
      workspace: [2 * 3 * 9 * 8 * 4, 2 * 1272 * 4]),
  ]

  @Test(arguments: examples)
  func sizes(_ example: Example) throws {
    let device = DeviceTraits(
      family: .cpu, vectorWidth: example.vectorWidth, computeUnits: 2)
    let lowering = try example.test.lowering(.filterGradient, on: device)
    #expect(lowering.algorithm?.name == "direct")
    let launch = try lowering.launch(of: "convolutionFilterGradient")
    expect(example.constants, in: launch)
    #expect(launch.global == [example.constants["SLICES"], example.constants["BLOCKS"]])
    #expect(lowering.workspace == example.workspace)
    let reduction = try lowering.launch(of: "convolutionFilterReduction")
    #expect(reduction.global == [example.constants["TILES"], example.constants["BLOCKS"]])
  }
}
