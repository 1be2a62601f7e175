import Graphs
import Operations
import Testing

/// Sizes of Winograd's algorithm on a CPU with two compute units and vectors of 16, worked out by hand.
@Suite("WinogradTile")
struct WinogradTileTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let test: ConvolutionCase
    var direction = ConvolutionCase.Direction.forward
    var points = 6
    let constants: [String: Int]
    /// Work-items, and bytes of the scratch buffers.
    let workItems: Int
    let workspace: [Int]

    var testDescription: String { "\(test.testDescription), \(direction), \(points) points" }
  }

  static let examples = [
    // F(4 × 4, 3 × 3): 4 × 4 tiles of 14 × 14 results in each of 64 images, three rounds of 24 each.
    Example(
      test: ConvolutionCase([64, 14, 14, 64], [3, 3, 64, 64]),
      constants: [
        "TAPS": 3, "OUTPUT_TILE": 4, "ELEMENTS": 36, "SQUARES": 0, "PLANES": 36,
        "SOURCE_PHASES": 1, "TARGET_PHASES": 1, "PATCH_CHANNELS": 64, "PACKS_PHASES": 0,
        "TILE_ROWS": 4, "TILE_COLUMNS": 4, "TILE_COUNT": 1024, "TILES": 24, "ROUNDS": 3,
        "VECTORS": 4, "BLOCK_LANES": 64, "BLOCKS": 1, "REGISTER_ROWS": 6, "PATCH_PITCH": 1552,
        "RESULT_PITCH": 1552, "STAGING_LENGTH": 36 * 3104,
      ],
      workItems: 16, workspace: [36 * 64 * 64 * 4, 16 * 36 * 3104 * 4]),
    // F(2 × 2, 3 × 3): 7 × 7 tiles.
    Example(
      test: ConvolutionCase([64, 14, 14, 64], [3, 3, 64, 64]), points: 4,
      constants: [
        "TAPS": 3, "OUTPUT_TILE": 2, "ELEMENTS": 16, "TILE_ROWS": 7, "TILE_COLUMNS": 7,
        "TILE_COUNT": 3136, "ROUNDS": 9, "STAGING_LENGTH": 16 * 3104,
      ],
      workItems: 16, workspace: [16 * 64 * 64 * 4, 16 * 16 * 3104 * 4]),
    // Two channels at stride 2: eight patch channels, loaded as quads.
    Example(
      test: ConvolutionCase([64, 96, 96, 2], [7, 7, 2, 32], stride: 2),
      constants: [
        "TAPS": 4, "OUTPUT_TILE": 3, "SOURCE_PHASES": 4, "TARGET_PHASES": 1, "PATCH_CHANNELS": 8,
        "PACKS_PHASES": 1, "TILE_ROWS": 16, "TILE_COLUMNS": 16, "TILE_COUNT": 16_384,
        "ROUNDS": 43, "VECTORS": 2, "BLOCK_LANES": 32, "REGISTER_ROWS": 12, "PATCH_PITCH": 208,
        "RESULT_PITCH": 784, "STAGING_LENGTH": 36 * 992,
      ],
      workItems: 16, workspace: [36 * 8 * 32 * 4, 16 * 36 * 992 * 4]),
    // The four phases of a result of 24 × 24 are products of their own, with 4 × 4 tiles of 3 × 3 each.
    Example(
      test: ConvolutionCase([64, 24, 24, 32], [7, 7, 32, 64], stride: 2), direction: .inputGradient,
      constants: [
        "TAPS": 4, "OUTPUT_TILE": 3, "SOURCE_PHASES": 1, "TARGET_PHASES": 4, "PATCH_CHANNELS": 64,
        "PACKS_PHASES": 0, "TILE_ROWS": 4, "TILE_COLUMNS": 4, "TILE_COUNT": 1024, "ROUNDS": 3,
        "VECTORS": 2, "BLOCK_LANES": 32, "BLOCKS": 1, "REGISTER_ROWS": 12, "PATCH_PITCH": 1552,
        "RESULT_PITCH": 784, "STAGING_LENGTH": 36 * 2336,
      ],
      workItems: 16, workspace: [36 * 64 * 4 * 32 * 4, 16 * 36 * 2336 * 4]),
    // 128 patch channels in 22 register tiles of 6; a plane more for the squares.
    Example(
      test: ConvolutionCase([64, 24, 24, 32], [7, 7, 32, 64], stride: 2),
      direction: .filterGradient,
      constants: [
        "TAPS": 4, "OUTPUT_TILE": 3, "SQUARES": 1, "PLANES": 37, "SOURCE_PHASES": 4,
        "PATCH_CHANNELS": 128, "TILE_COUNT": 1024, "SLICES": 4, "VECTORS": 4, "BLOCK_LANES": 64,
        "BLOCKS": 1, "REGISTER_ROWS": 6, "ROW_BLOCKS": 22, "REGISTER_TILE": 384,
        "PARTIAL_LENGTH": 37 * 22 * 384, "PATCH_PITCH": 3088, "RESULT_PITCH": 1552,
        "STAGING_LENGTH": 37 * 4640,
      ],
      workItems: 4, workspace: [4 * 37 * 22 * 384 * 4, 4 * 37 * 4640 * 4]),
  ]

  @Test(arguments: examples)
  func sizes(_ example: Example) throws {
    let device = DeviceTraits(family: .cpu, vectorWidth: 16, computeUnits: 2)
    let lowering = try example.test.lowering(
      example.direction, on: device, choices: ["winograd": example.points])
    let launch = try lowering.launch(
      of: example.direction == .filterGradient ? "winogradFilterGradient" : "winogradConvolution")
    expect(example.constants.merging(["POINTS": example.points]) { $1 }, in: launch)
    #expect(launch.global == [example.workItems])
    #expect(lowering.workspace == example.workspace)
  }

  /// Without a record the transform has six points, and a slice for each of two work-items per core.
  @Test func defaults() throws {
    let device = DeviceTraits(family: .cpu, vectorWidth: 16, computeUnits: 5)
    let test = ConvolutionCase([64, 14, 14, 64], [3, 3, 64, 64])
    let forward = try test.lowering(.forward, on: device).launch(of: "winogradConvolution")
    #expect(forward.kernel.constants["POINTS"] == 6 && forward.global == [40])
    let filter = try test.lowering(.filterGradient, on: device).launch(
      of: "winogradFilterGradient")
    #expect(filter.kernel.constants["POINTS"] == 6 && filter.global == [10])
    let tuned = try test.lowering(.filterGradient, on: device, choices: ["slices": 3]).launch(
      of: "winogradFilterGradient")
    #expect(tuned.global == [3])
  }
}
