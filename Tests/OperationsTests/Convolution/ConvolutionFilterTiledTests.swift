import Graphs
import Operations
import Testing

/// The implicit matrix product of a filter gradient on a GPU, worked out by hand.
@Suite("ConvolutionFilterTiled")
struct ConvolutionFilterTiledTests {
  private static let device = DeviceTraits(
    family: .gpu, computeUnits: 20, localMemoryBytes: 32_768)
  private static let test = ConvolutionCase([64, 28, 28, 64], [3, 3, 64, 64])

  /// 576 × 64 weights in tiles of 64 × 64, 50,176 pixels in eight slices.
  @Test func slices() throws {
    let lowering = try Self.test.lowering(
      .filterGradient, on: Self.device,
      choices: ["tileRows": 64, "tileColumns": 64, "tileDepth": 16, "slices": 8])
    let launch = try lowering.launch(of: "convolutionFilterTiled")
    expect(
      ["WEIGHT_ROWS": 576, "PIXEL_COUNT": 50_176, "SLICES": 8, "SLICE_PIXELS": 6272], in: launch)
    #expect(launch.global == [launch.local[0], 9, 8])
    #expect(lowering.workspace == [8 * 576 * 64 * 4])
  }

  /// With one slice the product is the result.
  @Test func oneSlice() throws {
    let lowering = try Self.test.lowering(
      .filterGradient, on: Self.device, choices: ["slices": 1])
    expect(
      ["SLICES": 1, "SLICE_PIXELS": 50_176],
      in: try lowering.launch(of: "convolutionFilterTiled"))
    #expect(lowering.launches.count == 1 && lowering.workspace.isEmpty)
  }
}
