import Graphs
import Operations
import Testing

@Suite("MatrixProduct in tiles of local memory")
struct MatrixProductGPUTests {
  private static let gpu = TestTarget.all.filter { $0.family == .gpu }

  /// Choices of a tile, and what they are tried on.
  struct Variant: Sendable, CustomTestStringConvertible {
    let choices: [String: Int]
    let extents: ProductCase
    let product: MatrixProduct

    init(
      _ tile: (Int, Int), _ item: (Int, Int), shares: Int = 1, kTile: Int = 8, splits: Int = 1,
      _ extents: ProductCase, _ product: MatrixProduct
    ) {
      choices = [
        "tileRows": tile.0, "tileColumns": tile.1, "itemRows": item.0, "itemColumns": item.1,
        "shares": shares, "kTile": kTile, "splits": splits,
      ]
      self.extents = extents
      self.product = product
    }

    var testDescription: String {
      "\(extents.testDescription): \(choices.sorted { $0.key < $1.key })"
    }
  }

  /// Each size of a tile with shapes that it divides and that it does not, rows in memory that are
  /// and are not whole quads, in every transposition.
  static let variants = [
    Variant((128, 128), (8, 8), ProductCase(128, 256, 32), MatrixProduct()),
    Variant(
      (128, 128), (8, 8), splits: 3, ProductCase(131, 260, 68), MatrixProduct(transposeSecond: true)
    ),
    Variant(
      (128, 64), (8, 8), ProductCase(200, 67, 50), MatrixProduct(activation: .tanh)),
    Variant(
      (64, 128), (4, 8), kTile: 16, ProductCase(64, 256, 36), MatrixProduct(transposeFirst: true)),
    Variant(
      (64, 64), (8, 4), kTile: 16, ProductCase(68, 92, 40),
      MatrixProduct(transposeFirst: true, transposeSecond: true, hasBias: true)),
    Variant(
      (64, 64), (8, 8), ProductCase(67, 70, 17),
      MatrixProduct(transposeFirst: true, transposeSecond: true)),
    Variant(
      (32, 64), (4, 4), kTile: 16, splits: 4, ProductCase(100, 64, 130),
      MatrixProduct(hasBias: true, hasAddend: true, gate: .sigmoid)),
    Variant(
      (32, 32), (4, 4), kTile: 16, ProductCase(33, 31, 100),
      MatrixProduct(transposeSecond: true, hasAddend: true, activation: .relu)),
    Variant(
      (16, 16), (4, 4), shares: 8, kTile: 64, ProductCase(30, 12, 200),
      MatrixProduct(transposeSecond: true, hasBias: true, activation: .softplus)),
    Variant(
      (4, 16), (4, 4), shares: 32, kTile: 64, ProductCase(21, 10, 333),
      MatrixProduct(hasBias: true, gate: .tanh)),
    Variant(
      (4, 4), (4, 4), shares: 64, kTile: 128, splits: 2, ProductCase(9, 2, 1024), MatrixProduct()),
    Variant(
      (128, 8), (8, 4), shares: 4, splits: 2, ProductCase(300, 6, 64),
      MatrixProduct(transposeFirst: true, hasBias: true)),
    Variant(
      (8, 128), (8, 4), shares: 4, ProductCase(12, 301, 128),
      MatrixProduct(transposeFirst: true)),
  ]

  @Test(arguments: variants)
  func variantsMatchOracle(_ variant: Variant) throws {
    let inputs = variant.extents.inputs(for: variant.product, seed: 20)
    let tuning = TuningRecord(
      entries: [variant.product.tuningKey(inputs.map(\.spec)): variant.choices])
    let lowering = variant.product.lower(
      inputs.map(\.spec), for: DeviceTraits(family: .gpu), tuning: tuning)
    let constants = try Self.constants(lowering)
    for (choice, name) in Self.names {
      #expect(constants[name] == variant.choices[choice], "\(choice)")
    }
    #expect(lowering.launches.count == (variant.choices["splits"] == 1 ? 1 : 2))
    try expectKernelsMatchOracle(
      variant.product, inputs: inputs, tuning: tuning, targets: Self.gpu)
  }

  /// The sums of the upstream's columns beside the kernel's gradient, with every kind of tile.
  @Test(arguments: [
    Variant((64, 64), (8, 8), ProductCase(70, 130, 37), MatrixProduct(transposeFirst: true)),
    Variant(
      (128, 64), (8, 8), splits: 3, ProductCase(140, 64, 100), MatrixProduct(transposeFirst: true)),
    Variant(
      (16, 16), (4, 4), shares: 16, kTile: 64, ProductCase(40, 10, 300),
      MatrixProduct(transposeFirst: true)),
    Variant(
      (32, 4), (4, 4), shares: 16, kTile: 32, splits: 4, ProductCase(50, 2, 1000),
      MatrixProduct(transposeFirst: true)),
  ])
  func sumsOfColumnsMatchOracle(_ variant: Variant) throws {
    let inputs = variant.extents.inputs(for: variant.product, seed: 21)
    let tuning = TuningRecord(
      entries: [variant.product.tuningKey(inputs.map(\.spec)): variant.choices])
    let lowering = KernelAndBiasGradient().lower(
      inputs.map(\.spec), for: DeviceTraits(family: .gpu), tuning: tuning)
    #expect(try Self.constants(lowering)["SHARES"] == variant.choices["shares"])
    #expect(lowering.launches.count <= 2)
    try expectKernelsMatchOracle(
      KernelAndBiasGradient(), inputs: inputs, tuning: tuning, targets: Self.gpu)
  }

  /// Small and large GPUs and those that allow little: the tile fits, and covers the result.
  @Test(arguments: [1, 16, 64, 128, 256, 1024], [1_024, 16_384, 32_768, 49_152, 2_097_152])
  func tilesFitTheDevice(_ workGroup: Int, _ localBytes: Int) throws {
    for units in [1, 2, 16, 132] {
      let device = DeviceTraits(
        family: .gpu, computeUnits: units, maximumWorkGroupSize: workGroup,
        localMemoryBytes: localBytes)
      for extents in Self.layers {
        let inputs = [
          TensorSpec([extents.depth, extents.rows]), TensorSpec([extents.depth, extents.columns]),
        ]
        for lowering in [
          MatrixProduct(transposeFirst: true).lower(inputs, for: device, tuning: TuningRecord()),
          KernelAndBiasGradient().lower(inputs, for: device, tuning: TuningRecord()),
        ] {
          guard case .kernel(let launch) = try #require(lowering.launches.first) else { continue }
          let constants = launch.kernel.constants
          let tile = try Self.names.mapValues { try #require(constants[$0]) }
          let (rows, columns) = (tile["tileRows", default: 0], tile["tileColumns", default: 0])
          #expect(launch.local[0] <= workGroup)
          #expect(4 * (try #require(constants["MEMORY"])) <= localBytes)
          #expect(launch.global[0] / launch.local[0] * columns >= extents.columns)
          #expect(launch.global[1] * rows >= extents.rows)
          guard case .int(let slice) = try #require(launch.arguments.last) else { continue }
          #expect(launch.global[2] * Int(slice) >= extents.depth)
          if workGroup >= 64 && localBytes >= 16_384 { #expect(lowering.launches.count <= 2) }
        }
      }
    }
  }

  /// Thin results do not take square tiles, large ones take the tiles that load least.
  @Test func tilesFollowTheShape() throws {
    let device = DeviceTraits(
      family: .gpu, computeUnits: 132, maximumWorkGroupSize: 1024, localMemoryBytes: 49_152)
    func constants(_ extents: ProductCase) throws -> [String: Int] {
      let inputs = [
        TensorSpec([extents.rows, extents.depth]), TensorSpec([extents.depth, extents.columns]),
      ]
      return try Self.constants(
        MatrixProduct().lower(inputs, for: device, tuning: TuningRecord()))
    }
    for columns in [2, 10, 12] {
      let narrow = try constants(ProductCase(128, columns, 1024))
      #expect(try #require(narrow["TILE_COLUMNS"]) <= 16 && narrow["IS_SPLIT"] == 0)
      let flat = try constants(ProductCase(columns, 1024, 128))
      #expect(try #require(flat["TILE_ROWS"]) <= 16)
    }
    let large = try constants(ProductCase(4096, 4096, 4096))
    #expect(large["ITEM_ROWS"] == 8 && large["ITEM_COLUMNS"] == 8 && large["IS_SPLIT"] == 0)
    #expect(try constants(ProductCase(64, 512, 12544))["IS_SPLIT"] == 1)
  }

  /// What a record asks for and a device does not allow is left out.
  @Test func unsuitableChoicesHaveNoEffect() throws {
    let device = DeviceTraits(
      family: .gpu, computeUnits: 8, maximumWorkGroupSize: 64, localMemoryBytes: 16_384)
    let inputs = [TensorSpec([256, 100]), TensorSpec([100, 256])]
    let tuning = TuningRecord(entries: [
      MatrixProduct().tuningKey(inputs): [
        "tileRows": 64, "tileColumns": 128, "itemRows": 3, "kTile": 1000, "splits": 1000,
      ]
    ])
    let lowering = MatrixProduct().lower(inputs, for: device, tuning: tuning)
    guard case .kernel(let launch) = try #require(lowering.launches.first) else { return }
    #expect(launch.kernel.constants["TILE_ROWS"] == 64 && launch.local[0] <= 64)
    #expect(try #require(launch.kernel.constants["TILE_COLUMNS"]) < 128)
  }

  private static let names = [
    "tileRows": "TILE_ROWS", "tileColumns": "TILE_COLUMNS", "itemRows": "ITEM_ROWS",
    "itemColumns": "ITEM_COLUMNS", "shares": "SHARES", "kTile": "K_TILE",
  ]

  private static let layers = [
    ProductCase(1, 1, 1), ProductCase(784, 1024, 128), ProductCase(1024, 10, 128),
    ProductCase(12, 1024, 128), ProductCase(257, 17, 8192), ProductCase(2048, 2048, 2048),
  ]

  private static func constants(_ lowering: Lowering) throws -> [String: Int] {
    guard case .kernel(let launch) = try #require(lowering.launches.first) else { return [:] }
    return launch.kernel.constants
  }
}
