import Graphs
import Operations
import Testing

/// The implicit matrix product of a forward pass on a GPU, worked out by hand.
@Suite("ConvolutionTiled")
struct ConvolutionTiledTests {
  /// 50,176 pixels × 64 channels in tiles of 64 × 32.
  @Test func sizes() throws {
    let device = DeviceTraits(family: .gpu, computeUnits: 20, localMemoryBytes: 32_768)
    let lowering = try ConvolutionCase([64, 28, 28, 64], [5, 5, 64, 64]).lowering(
      .forward, on: device, choices: ["tileRows": 64, "tileColumns": 32, "tileDepth": 8])
    #expect(lowering.algorithm?.name == "implicitProduct")
    let launch = try lowering.launch(of: "convolutionTiled")
    expect(
      [
        "CLASS_PIXELS": 50_176, "COLUMN_TILES": 2, "TILE_ROWS": 64, "TILE_COLUMNS": 32,
        "K_TILE": 8, "ROW_PITCH": 68, "COLUMN_PITCH": 36,
      ], in: launch)
    let items = launch.local[0]
    let results =
      try #require(launch.kernel.constants["ITEM_ROWS"])
      * #require(launch.kernel.constants["ITEM_COLUMNS"])
    #expect(launch.kernel.constants["ITEMS"] == items && items * results == 64 * 32)
    #expect(launch.global == [784 * 2 * items, 1])
  }

  /// Each of four parity classes is a product of its own.
  @Test func parityClasses() throws {
    let device = DeviceTraits(family: .gpu, computeUnits: 20, localMemoryBytes: 32_768)
    let launch = try ConvolutionCase([64, 24, 24, 32], [7, 7, 32, 64], stride: 2).lowering(
      .inputGradient, on: device, choices: ["tileRows": 64, "tileColumns": 32]
    ).launch(of: "convolutionTiled")
    expect(["CLASS_PIXELS": 64 * 12 * 12, "COLUMN_TILES": 1], in: launch)
    #expect(launch.global == [144 * launch.local[0], 4])
  }
}
