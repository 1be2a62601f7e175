import Graphs
import Operations
import Testing

@Suite("ConvolutionGPUTile")
struct ConvolutionGPUTileTests {
  /// Large and small products, one and several, loaded four rows at a time and one.
  private static let products: [ConvolutionGPUTile.Product] = [
    .init(rows: 64 * 28 * 28, columns: 64), .init(rows: 1, columns: 1),
    .init(rows: 64 * 24 * 24, columns: 32, copies: 4), .init(rows: 2304, columns: 257),
    .init(rows: 98, columns: 32, isSplit: true, loadedRows: 1),
    .init(rows: 3136, columns: 64, isSplit: true, loadedRows: 4),
    .init(rows: 9, columns: 64, isSplit: true, loadedRows: 1),
  ]

  @Test(
    arguments: [16, 32, 64, 128, 256, 1024], [4096, 16_384, 32_768, 49_152])
  func deviceLimitsAreRespected(_ workItems: Int, _ localBytes: Int) {
    let device = DeviceTraits(
      family: .gpu, computeUnits: 20, maximumWorkGroupSize: workItems, localMemoryBytes: localBytes)
    let tuned = ConvolutionGPUTile.extents.map { Optional($0) } + [nil, 48]
    for product in Self.products {
      for (rows, columns) in tuned.flatMap({ rows in tuned.map { (rows, $0) } }) {
        for kTile in [nil, 8, 16, 24] {
          let tile = ConvolutionGPUTile(
            product, for: device, tunedRows: rows, tunedColumns: columns, tunedKTile: kTile)
          #expect(tile.workItems <= workItems && tile.workItems >= 16)
          #expect(tile.localBytes <= localBytes)
          #expect(tile.workItems % tile.kTile == 0)
        }
      }
    }
  }

  @Test func tunedTilesAreUsed() {
    let device = DeviceTraits(family: .gpu, computeUnits: 20)
    for (rows, columns, kTile) in [(128, 16, 16), (16, 128, 8), (64, 64, 16), (32, 16, 8)] {
      let tile = ConvolutionGPUTile(
        .init(rows: 4096, columns: 64), for: device, tunedRows: rows, tunedColumns: columns,
        tunedKTile: kTile)
      #expect(tile.rows == rows && tile.columns == columns && tile.kTile == kTile)
    }
  }

  /// Large tiles for large results; for small ones smaller tiles, so that work-groups fill the device.
  @Test func tilesFillTheDevice() {
    let device = DeviceTraits(family: .gpu, computeUnits: 100, localMemoryBytes: 49_152)
    let large = ConvolutionGPUTile.Product(rows: 100_000, columns: 64)
    #expect(ConvolutionGPUTile(large, for: device).rows == 128)
    #expect(ConvolutionGPUTile(large, for: device).columns == 64)
    let small = ConvolutionGPUTile.Product(rows: 2304, columns: 64)
    #expect(ConvolutionGPUTile(small, for: device).workGroups(small) >= 70)
    let narrow = ConvolutionGPUTile.Product(rows: 100_000, columns: 20)
    #expect(ConvolutionGPUTile(narrow, for: device).columns == 32)
  }
}
