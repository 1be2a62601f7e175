import Graphs
import Operations
import Testing

/// The tiles of tensor cores: what the kernels get agrees with their fragments and warps.
@Suite("MMATile")
struct MMATileTests {
  /// Rows, columns, fragments down and warps down, warps across.
  @Test(arguments: [
    (128, 128, 4, 2, 4), (128, 64, 4, 2, 2), (64, 64, 2, 2, 2), (128, 32, 2, 4, 1),
    (64, 32, 1, 4, 1),
  ])
  func sizes(_ rows: Int, _ columns: Int, _ fragments: Int, _ down: Int, _ across: Int) throws {
    let device = DeviceTraits(
      family: .gpu, computeUnits: 132, maximumWorkGroupSize: 1024, localMemoryBytes: 49_152,
      precision: .tf32)
    let product = MatrixProduct()
    let inputs = [TensorSpec([256, 784]), TensorSpec([784, 1024])]
    let tuning = TuningRecord(entries: [
      product.tuningKey(inputs) + " tf32": [
        "tileRows": rows, "tileColumns": columns, "splits": 1,
      ]
    ])
    let launch = try product.lower(inputs, for: device, tuning: tuning).firstKernel()
    let constants = launch.kernel.constants
    let items = 32 * down * across
    #expect(constants["TILE_ROWS"] == rows && rows == 16 * fragments * down)
    #expect(constants["TILE_COLUMNS"] == columns && columns == 8 * 4 * across)
    #expect(constants["FRAGMENTS_DOWN"] == fragments && constants["FRAGMENTS_ACROSS"] == 4)
    #expect(constants["WARPS_DOWN"] == down && constants["WARPS_ACROSS"] == across)
    #expect(constants["TILE_ITEMS"] == items && constants["K_TILE"] == 16)
    #expect(launch.local == [items, 1, 1])
    #expect(launch.global == [1024 / columns * items, 256 / rows, 1])
  }
}
