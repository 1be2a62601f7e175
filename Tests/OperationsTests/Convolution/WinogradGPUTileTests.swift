import Graphs
import Operations
import Testing

/// Sizes of Winograd's algorithm on a GPU, worked out by hand.
@Suite("WinogradGPUTile")
struct WinogradGPUTileTests {
  /// 14 × 14 tiles of 2 × 2 results, the last ones cut off where the image has 27 × 27.
  @Test(arguments: [28, 27], [ConvolutionCase.Direction.forward, .inputGradient])
  func sizes(_ extent: Int, _ direction: ConvolutionCase.Direction) throws {
    let device = DeviceTraits(family: .gpu, computeUnits: 20, localMemoryBytes: 32_768)
    let lowering = try ConvolutionCase([64, extent, extent, 64], [3, 3, 64, 64]).lowering(
      direction, on: device)
    let launch = try lowering.launch(of: "winogradGPU")
    expect(
      [
        "TILE_ROWS": 14, "TILE_COLUMNS": 14, "TILE_COUNT": 12_544, "BLOCKS": 2, "ITEMS": 256,
        "TILES": 32, "COLUMNS": 32, "K_TILE": 8,
      ], in: launch)
    #expect(launch.global == [2 * 392 * 256, 1])
    #expect(lowering.workspace == [16 * 64 * 64 * 4])
    // For each tile 16 products of 64 × 64 multiply-adds, 64 patches in both blocks, 64 results.
    #expect(
      launch.executedFlops == 12_544 * (16 * 64 * 64 * 2 + 2 * 64 * 32 + 64 * 24))
  }
}
