import Graphs
import Operations
import TestScheduling
import Testing

/// The filter gradient in groups of channels.
@Suite("ConvolutionGroupedFilter", .ownProcess)
struct ConvolutionGroupedFilterTests {
  @Test(arguments: ConvolutionCase.grouped)
  func kernelsMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(.filterGradient, seed: 31)
  }

  /// Slices of a part of an image each on a GPU, of one image on a CPU.
  @Test func slicesMatchOracle() throws {
    try ConvolutionCase([3, 17, 19, 12], [3, 3, 4, 12], groups: 3).expectKernelsMatch(
      .filterGradient, seed: 32, choices: ["slices": 3])
  }

  /// Rows longer than a work-item copies at a time.
  @Test func longRowsMatchOracle() throws {
    try ConvolutionCase([1, 2, 301, 32], [2, 3, 2, 32], groups: 16).expectKernelsMatch(
      .filterGradient, seed: 33)
  }

  /// By hand, with 16 lanes: 14 accumulators are 3 taps of 4 channels; 96 rows are 7 tiles.
  @Test func tilesFillTheRegisters() throws {
    let cpu = DeviceTraits(family: .cpu, vectorWidth: 16, computeUnits: 2)
    let spread = try ConvolutionCase.grouped[0].lowering(.filterGradient, on: cpu)
    expect(
      ["TILE": 12, "TILE_TAPS": 3, "TILES": 1, "SLICES": 2, "CHUNK": 11, "STAGED": 13 * 16 + 48],
      in: try spread.launch(of: "convolutionGroupedFilter"))
    let wide = try ConvolutionCase.grouped[5].lowering(.filterGradient, on: cpu)
    expect(
      ["TILE": 14, "TILE_TAPS": 1, "TILES": 7, "SLICES": 1, "CHUNK": 3],
      in: try wide.launch(of: "convolutionGroupedFilter"))
  }
}
