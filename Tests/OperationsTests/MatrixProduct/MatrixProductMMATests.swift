import Graphs
import Operations
import Testing

@Suite("MatrixProductMMA")
struct MatrixProductMMATests {
  private static let transposes = [(false, false), (false, true), (true, false), (true, true)]

  /// Inputs whose two factors are TF32 values.
  private func inputs(
    _ product: MatrixProduct, _ extents: ProductCase, seed: UInt64
  ) -> [HostTensor<Double>] {
    extents.inputs(for: product, seed: seed).enumerated().map {
      $0.offset < 2 ? $0.element.roundedToTF32 : $0.element
    }
  }

  private func expectMatch(
    _ product: MatrixProduct, _ extents: ProductCase, choices: [String: Int] = [:]
  ) throws {
    let inputs = inputs(product, extents, seed: 1)
    let key = product.tuningKey(inputs.map(\.spec)) + " tf32"
    try expectKernelsMatchOracle(
      product, inputs: inputs, tolerance: TensorCases.exactTolerance,
      tuning: TuningRecord(entries: choices.isEmpty ? [:] : [key: choices]),
      targets: TestTarget.tensor)
  }

  @Test(
    arguments: zip(
      [
        ProductCase(17, 9, 19), ProductCase(130, 65, 33), ProductCase(257, 17, 300),
        ProductCase(37, 141, 531), ProductCase(16, 8, 16), ProductCase(36, 140, 532),
      ], transposes + transposes))
  func kernelsMatchOracle(_ extents: ProductCase, _ transposes: (Bool, Bool)) throws {
    try expectMatch(
      MatrixProduct(transposeFirst: transposes.0, transposeSecond: transposes.1), extents)
  }

  /// Every tile, with an epilogue, which has to follow the last partial sum.
  @Test(arguments: zip(TensorCases.tiles, [1, 3, 1, 3, 2]))
  func tilesAndSplitsMatchOracle(_ tile: [String: Int], _ splits: Int) throws {
    try expectMatch(
      MatrixProduct(transposeSecond: splits == 3, hasBias: true, activation: .tanh),
      ProductCase(150, 137, 100), choices: tile.merging(["splits": splits]) { $1 })
  }

  @Test(arguments: Activation.allCases)
  func epiloguesMatchOracle(_ activation: Activation) throws {
    let extents = ProductCase(19, 45, 33)
    try expectMatch(MatrixProduct(hasBias: true, activation: activation), extents)
    try expectMatch(
      MatrixProduct(hasBias: activation == .tanh, hasAddend: true, gate: activation), extents)
  }

  /// Float32 operands are rounded to TF32, not truncated.
  @Test func operandsAreRounded() throws {
    let extents = ProductCase(33, 40, 200)
    try expectKernelsMatchOracle(
      MatrixProduct(), inputs: extents.inputs(for: MatrixProduct(), seed: 2),
      tolerance: TensorCases.roundedTolerance, targets: TestTarget.tensor)
    // Three quarters of a unit in the last place of 10 bits: truncation would leave 1, an error of 0.75
    // units; rounding has one of 0.25.
    let above = HostTensor<Double>(
      Array(repeating: 1 + 0.75 * 0x1p-10, count: 256), shape: [16, 16])
    let ones = HostTensor<Double>(Array(repeating: 1, count: 256), shape: [16, 16])
    try expectKernelsMatchOracle(
      MatrixProduct(), inputs: [above, ones], tolerance: 0.26 * 0x1p-10, targets: TestTarget.tensor)
  }

  @Test func aNaNIsSeen() throws {
    for target in TestTarget.tensor {
      var values = Array(repeating: Float(1), count: 256)
      values[17] = Float(bitPattern: 0x7FFF_FFFF)
      let ones = HostTensor(Array(repeating: Float(1), count: 256), shape: [16, 16])
      let product = MatrixProduct()(
        Tensor.input("a", ones.spec), Tensor.input("b", ones.spec))
      let result = try run(
        [product], inputs: ["a": HostTensor(values, shape: [16, 16]), "b": ones], on: target)[0]
      #expect(result.values.enumerated().allSatisfy { $0.element.isNaN == ($0.offset / 16 == 1) })
    }
  }

  @Test func onlyProductsThatFillTheInstructionUseIt() {
    func functions(_ m: Int, _ n: Int, _ k: Int, _ traits: DeviceTraits) -> [String] {
      MatrixProduct().lower(
        [TensorSpec([m, k]), TensorSpec([k, n])], for: traits,
        tuning: TuningRecord()
      ).functions
    }
    let tf32 = DeviceTraits(
      family: .gpu, computeUnits: 108, localMemoryBytes: 49_152, precision: .tf32)
    #expect(functions(128, 1024, 784, tf32).first == "matrixProductMMA")
    #expect(
      functions(64, 512, 12_544, tf32) == ["matrixProductMMA", "matrixProductSum"])
    for traits in [
      DeviceTraits(family: .gpu), DeviceTraits(family: .cpu, precision: .tf32),
      DeviceTraits(family: .gpu, localMemoryBytes: 8_192, precision: .tf32),
      DeviceTraits(family: .gpu, maximumWorkGroupSize: 64, precision: .tf32),
    ] { #expect(functions(128, 1024, 784, traits).first != "matrixProductMMA") }
    #expect(functions(128, 2, 1024, tf32).first != "matrixProductMMA")
  }

  @Test func precisionsHaveTheirOwnTuningKeys() throws {
    let inputs = [TensorSpec([128, 784]), TensorSpec([784, 1024])]
    func key(_ precision: DeviceTraits.Precision) throws -> String {
      let device = DeviceTraits(family: .gpu, localMemoryBytes: 49_152, precision: precision)
      return try #require(MatrixProduct().tuningSpace(inputs, for: device)).key
    }
    #expect(try key(.float32) == "matrixProduct 128x1024x784 NN")
    #expect(try key(.tf32) == "matrixProduct 128x1024x784 NN tf32")
  }
}
