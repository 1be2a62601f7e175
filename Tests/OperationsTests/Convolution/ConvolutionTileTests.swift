import Graphs
import Operations
import Testing

/// Sizes of the CPU family's direct kernel, worked out by hand.
@Suite("ConvolutionTile")
struct ConvolutionTileTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let test: ConvolutionCase
    var direction = ConvolutionCase.Direction.forward
    var vectorWidth = 16
    let constants: [String: Int]
    let global: [Int]
    /// Bytes of packed weights.
    let packedBytes: Int

    var testDescription: String { "\(test.testDescription), \(direction), \(vectorWidth) lanes" }
  }

  static let examples = [
    // 12 pixels × 2 vectors would do, but two tiles of 7 cover a row of 14 exactly.
    Example(
      test: ConvolutionCase([64, 14, 14, 64], [3, 3, 64, 64]),
      constants: [
        "VECTORS_ALONG_K": 0, "SHARED_BROADCAST": 1, "PIXELS": 7, "VECTORS": 2, "BLOCK_LANES": 32,
        "BLOCKS": 2, "COLUMN_TILES": 2, "WINDOW_PITCH": 32 * 3 * 64,
      ],
      global: [2 * 14 * 64, 2, 1], packedBytes: 2 * 3 * 6144 * 4),
    // Narrower vectors: 12 accumulators, no shared broadcasts.
    Example(
      test: ConvolutionCase([64, 14, 14, 64], [3, 3, 64, 64]), vectorWidth: 8,
      constants: [
        "SHARED_BROADCAST": 0, "PIXELS": 3, "VECTORS": 4, "BLOCK_LANES": 32, "BLOCKS": 2,
        "COLUMN_TILES": 5,
      ],
      global: [5 * 14 * 64, 2, 1], packedBytes: 2 * 3 * 6144 * 4),
    // A short row: all four vectors of channels.
    Example(
      test: ConvolutionCase([64, 12, 12, 64], [7, 7, 64, 64], stride: 2),
      constants: [
        "SHARED_BROADCAST": 0, "PIXELS": 6, "VECTORS": 4, "BLOCK_LANES": 64, "BLOCKS": 1,
        "COLUMN_TILES": 1, "WINDOW_PITCH": 64 * 7 * 64,
      ],
      global: [6 * 64, 1, 1], packedBytes: 7 * 28_672 * 4),
    // Four parity classes of 12 × 12 pixels with windows of 4 × 4.
    Example(
      test: ConvolutionCase([64, 24, 24, 32], [7, 7, 32, 64], stride: 2), direction: .inputGradient,
      constants: [
        "SHARED_BROADCAST": 1, "PIXELS": 12, "VECTORS": 2, "BLOCK_LANES": 32, "BLOCKS": 1,
        "COLUMN_TILES": 1, "WINDOW_PITCH": 32 * 4 * 64,
      ],
      global: [12 * 64, 1, 4], packedBytes: 4 * 4 * 8192 * 4),
    // Few target channels: vectors along K, 9 values rounded up to a vector.
    Example(
      test: ConvolutionCase([2, 9, 11, 3], [3, 3, 3, 2]),
      constants: [
        "VECTORS_ALONG_K": 1, "SHARED_BROADCAST": 0, "PIXELS": 11, "VECTORS": 1, "BLOCK_LANES": 2,
        "BLOCKS": 1, "COLUMN_TILES": 1, "WINDOW_PITCH": 2 * 16,
      ],
      global: [9 * 2, 1, 1], packedBytes: 3 * 32 * 4),
  ]

  @Test(arguments: examples)
  func sizes(_ example: Example) throws {
    let lowering = try example.test.lowering(
      example.direction, on: DeviceTraits(family: .cpu, vectorWidth: example.vectorWidth),
      choices: ["winograd": 0])
    #expect(lowering.algorithm?.name == "direct")
    let launch = try lowering.launch(
      of: example.direction == .forward ? "convolutionForward" : "convolutionInputGradient")
    expect(example.constants, in: launch)
    #expect(launch.global == example.global)
    #expect(lowering.workspace == [example.packedBytes])
  }

  /// The choices of a record, within what a row of pixels allows.
  @Test func tunedSizes() throws {
    let launch = try ConvolutionCase([64, 14, 14, 64], [3, 3, 64, 64]).lowering(
      .forward, on: DeviceTraits(family: .cpu, vectorWidth: 16),
      choices: ["winograd": 0, "vectors": 1, "pixels": 5]
    ).launch(of: "convolutionForward")
    expect(
      ["PIXELS": 5, "VECTORS": 1, "BLOCK_LANES": 16, "BLOCKS": 4, "COLUMN_TILES": 3], in: launch)
    #expect(launch.global == [3 * 14 * 64, 4, 1])
  }
}
