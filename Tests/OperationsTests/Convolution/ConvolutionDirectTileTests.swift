import Graphs
import Operations
import Testing

@Suite("ConvolutionDirectTile")
struct ConvolutionDirectTileTests {
  private func geometry(_ image: Shape, _ kernel: Shape, stride: Int) throws -> ConvolutionGeometry
  {
    try #require(ConvolutionGeometry(image: image, kernel: kernel, stride: stride, padding: .same))
  }

  @Test(arguments: [16, 64, 256], [8192, 16_384, 32_768])
  func deviceLimitsAreRespected(_ workItems: Int, _ localBytes: Int) throws {
    let device = DeviceTraits(
      family: .gpu, maximumWorkGroupSize: workItems, localMemoryBytes: localBytes)
    for convolution in ConvolutionCase.few + ConvolutionCase.models {
      let geometry = try geometry(
        convolution.image, convolution.kernel, stride: convolution.stride)
      for direction in [ConvolutionDirection.forward, .inputGradient] {
        guard let tile = try? ConvolutionDirectTile(geometry, direction, for: device) else {
          continue
        }
        #expect(tile.workItems <= workItems && tile.localBytes <= localBytes)
      }
    }
  }

  @Test func manyChannelsUseAnotherKernel() throws {
    let device = DeviceTraits(family: .gpu)
    let many = try geometry([8, 28, 28, 5], [3, 3, 5, 64], stride: 1)
    #expect(throws: Inapplicable.self) { try ConvolutionDirectTile(many, .forward, for: device) }
    let few = try geometry([8, 96, 96, 2], [7, 7, 2, 32], stride: 2)
    _ = try ConvolutionDirectTile(few, .forward, for: device)
    _ = try ConvolutionDirectTile(few, .inputGradient, for: device)
    let wide = try geometry([8, 96, 96, 2], [9, 9, 2, 32], stride: 1)
    #expect(throws: Inapplicable.self) { try ConvolutionDirectTile(wide, .forward, for: device) }
  }

  /// Two rows of four strips of 8 pixels, 16 lanes of 4 channels, over a patch of 4 × 34 pixels.
  @Test func sizes() throws {
    let device = DeviceTraits(
      family: .gpu, computeUnits: 20, maximumWorkGroupSize: 256, localMemoryBytes: 32_768)
    let launch = try ConvolutionCase([64, 28, 28, 1], [3, 3, 1, 64]).lowering(
      .forward, on: device
    ).launch(of: "convolutionDirect")
    expect(
      [
        "TARGETS": 4, "TARGET_LANES": 16, "TILE_TARGETS": 64, "TILE_HEIGHT": 2, "TILE_WIDTH": 32,
        "STRIPS": 4, "ITEM_PIXELS": 8, "ITEMS": 128, "PIXEL_LANES": 8, "BLOCKS": 1,
        "COLUMN_TILES": 1, "ROW_TILES": 14, "CHUNK": 1, "PATCH_HEIGHT": 4, "PATCH_WIDTH": 34,
        "PATCH_PITCH": 41, "WEIGHTS": 576, "STAGED": 576 + 4 * 41,
      ], in: launch)
    #expect(launch.local == [128, 1] && launch.global == [14 * 64 * 128, 1])
  }
}
