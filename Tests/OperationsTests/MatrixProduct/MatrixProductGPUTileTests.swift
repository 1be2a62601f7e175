import Graphs
import Operations
import Testing

/// Sizes of the GPU family's tiles, worked out by hand.
@Suite("MatrixProductGPUTile")
struct MatrixProductGPUTileTests {
  struct Example: Sendable {
    let choices: [String: Int]
    let constants: [String: Int]
  }

  static let examples = [
    // 8 × 8 work-items of 8 × 4 results.
    Example(
      choices: [
        "tileRows": 64, "tileColumns": 32, "itemRows": 8, "itemColumns": 4, "shares": 1, "slab": 8,
        "splits": 1,
      ],
      constants: [
        "TILE_ROWS": 64, "TILE_COLUMNS": 32, "ITEM_ROWS": 8, "ITEM_COLUMNS": 4, "ROW_ITEMS": 8,
        "COLUMN_ITEMS": 8, "TILE_ITEMS": 64, "LOCAL_SPLITS": 1, "ITEMS": 64, "K_TILE": 8,
        "MEMORY": 2 * 8 * 96,
      ]),
    // 4 × 4 work-items for each of four slices of a K-tile.
    Example(
      choices: [
        "tileRows": 16, "tileColumns": 16, "itemRows": 4, "itemColumns": 4, "shares": 4,
        "slab": 32, "splits": 1,
      ],
      constants: [
        "TILE_ROWS": 16, "TILE_COLUMNS": 16, "ROW_ITEMS": 4, "COLUMN_ITEMS": 4, "TILE_ITEMS": 16,
        "LOCAL_SPLITS": 4, "ITEMS": 64, "K_TILE": 32, "MEMORY": 2 * 32 * 32,
      ]),
  ]

  @Test(arguments: examples)
  func sizes(_ example: Example) throws {
    let device = DeviceTraits(
      family: .gpu, computeUnits: 20, maximumWorkGroupSize: 256, localMemoryBytes: 32_768)
    let product = MatrixProduct()
    let inputs = [TensorSpec([128, 784]), TensorSpec([784, 1024])]
    let launch = try product.lower(
      inputs, for: device,
      tuning: TuningRecord(entries: [product.tuningKey(inputs): example.choices])
    ).firstKernel()
    for (name, value) in example.constants {
      let found = launch.kernel.constants[name]
      #expect(found == value, "\(name)")
    }
    #expect(launch.local == [64, 1, 1])
  }
}
