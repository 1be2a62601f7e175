import Graphs
import Operations
import TestScheduling
import Testing

@Suite("MatrixProduct", .ownProcess)
struct MatrixProductTests {
  private static let odd = [
    ProductCase(1, 1, 1), ProductCase(1, 257, 17), ProductCase(17, 1, 257), ProductCase(17, 257, 1),
    ProductCase(257, 17, 300),
    ProductCase(37, 140, 530),
    // Several panels of A, a last vector that ends with the tensor, a result that is computed row by
    // row, and one that is divided so that it stays in the cache.
    ProductCase(700, 65, 130), ProductCase(300, 47, 67), ProductCase(90, 700, 12),
    ProductCase(200, 900, 400),
  ]

  private static let transposes = [(false, false), (false, true), (true, false), (true, true)]

  @Test(arguments: zip(odd, transposes + transposes + transposes))
  func kernelsMatchOracle(_ extents: ProductCase, _ transposes: (Bool, Bool)) throws {
    let product = MatrixProduct(transposeFirst: transposes.0, transposeSecond: transposes.1)
    try expectKernelsMatchOracle(product, inputs: extents.inputs(for: product, seed: 1))
  }

  /// Layers of the models: the forward pass, the weight gradient and the input gradient of each.
  @Test(
    arguments: [
      ProductCase(128, 1024, 784), ProductCase(128, 10, 1024), ProductCase(64, 512, 12544),
    ],
    [(false, false), (true, false), (false, true)])
  func layersOfTheModels(_ layer: ProductCase, _ transposes: (Bool, Bool)) throws {
    let product = MatrixProduct(transposeFirst: transposes.0, transposeSecond: transposes.1)
    let extents =
      transposes.0
      ? ProductCase(layer.k, layer.n, layer.m)
      : transposes.1 ? ProductCase(layer.m, layer.k, layer.n) : layer
    try expectKernelsMatchOracle(
      product, inputs: extents.inputs(for: product, seed: 2),
      targets: TestTarget.all.filter { $0.family == .cpu && $0.vectorWidth == nil })
  }

  @Test(arguments: Activation.allCases)
  func biasAndActivation(_ activation: Activation) throws {
    let product = MatrixProduct(hasBias: activation != .sigmoid, activation: activation)
    try expectKernelsMatchOracle(
      product, inputs: ProductCase(19, 45, 33).inputs(for: product, seed: 3))
  }

  @Test(arguments: Activation.allCases)
  func biasAndGate(_ activation: Activation) throws {
    let product = MatrixProduct(
      transposeSecond: true, hasBias: activation == .sigmoid, gate: activation)
    try expectKernelsMatchOracle(
      product, inputs: ProductCase(19, 45, 33).inputs(for: product, seed: 4))
  }

  @Test(
    arguments: zip([Activation?.none, .relu], [ProductCase(19, 45, 33), ProductCase(7, 9, 900)]))
  func addend(_ gate: Activation?, _ extents: ProductCase) throws {
    // The larger K is split.
    let product = MatrixProduct(hasBias: gate != nil, hasAddend: true, gate: gate)
    try expectKernelsMatchOracle(product, inputs: extents.inputs(for: product, seed: 8))
  }

  /// Every choice of a tuning record for a CPU, with an epilogue, which has to follow the last partial
  /// sum. Those for a GPU are in MatrixProductGPUTests.
  @Test(
    arguments: zip(
      [
        ["splits": 3, "depthBlock": 64], ["tileRows": 5, "depthBlock": 250],
        ["depthBlock": 7, "tileRows": 7], ["group": 3], ["group": 2, "splits": 2],
      ], transposes + transposes))
  func tunedVariantsMatchOracle(_ choices: [String: Int], _ transposes: (Bool, Bool)) throws {
    let product = MatrixProduct(
      transposeFirst: transposes.0, transposeSecond: transposes.1, hasBias: true,
      activation: .tanh)
    let inputs = ProductCase(43, 170, 610).inputs(for: product, seed: 5)
    let key = product.tuningKey(inputs.map(\.spec))
    try expectKernelsMatchOracle(
      product, inputs: inputs, tuning: TuningRecord(entries: [key: choices]),
      targets: TestTarget.cpu)
  }

  /// The device's matrix library, followed by the epilogue, in every transposition.
  @Test(arguments: transposes, [Activation.identity, .tanh])
  func libraryMatchesOracle(_ transposes: (Bool, Bool), _ activation: Activation) throws {
    let product = MatrixProduct(
      transposeFirst: transposes.0, transposeSecond: transposes.1,
      hasBias: activation != .identity, activation: activation)
    let inputs = ProductCase(17, 33, 65).inputs(for: product, seed: 7)
    let key = product.tuningKey(inputs.map(\.spec))
    try expectKernelsMatchOracle(
      product, inputs: inputs, tuning: TuningRecord(entries: [key: ["library": 1]]),
      targets: TestTarget.all.filter { $0.family == .gpu })
  }

  @Test func tuningKeyNamesExtentsAndTransposes() {
    let product = MatrixProduct(transposeSecond: true)
    let key = product.tuningKey([TensorSpec([128, 784]), TensorSpec([1024, 784])])
    #expect(key == "matrixProduct 128x1024x784 NT")
  }

  @Test func libraryIsUsedOnlyWhereTheRecordSaysSo() throws {
    let gpu = DeviceTraits(family: .gpu)
    let cpu = DeviceTraits(family: .cpu)
    let inputs = [TensorSpec([64, 32]), TensorSpec([32, 16])]
    let plain = MatrixProduct()
    let tuning = TuningRecord(entries: [plain.tuningKey(inputs): ["library": 1]])
    func usesLibrary(_ lowering: Lowering) -> Bool {
      lowering.launches.contains {
        if case .gemm = $0 { true } else { false }
      }
    }
    #expect(usesLibrary(plain.lower(inputs, for: gpu, tuning: tuning)))
    #expect(!usesLibrary(plain.lower(inputs, for: gpu, tuning: TuningRecord())))
    #expect(!usesLibrary(plain.lower(inputs, for: cpu, tuning: tuning)))
    let active = MatrixProduct(activation: .relu).lower(inputs, for: gpu, tuning: tuning)
    #expect(usesLibrary(active) && active.launches.count == 2)
  }

  @Test(arguments: transposes, [Activation?.none, .sigmoid])
  func gradientsMatchCentralDifferences(
    _ transposes: (Bool, Bool), _ activation: Activation?
  ) throws {
    let product = MatrixProduct(
      transposeFirst: transposes.0, transposeSecond: transposes.1, hasBias: activation != nil,
      activation: activation ?? .identity)
    try expectGradientsMatch(product, inputs: ProductCase(3, 5, 4).inputs(for: product, seed: 6))
  }

  @Test func gradientsOfAGatedProduct() throws {
    let product = MatrixProduct(hasBias: true, hasAddend: true, gate: .sigmoid)
    try expectGradientsMatch(
      product, inputs: ProductCase(3, 5, 4).inputs(for: product, seed: 7), skipping: [4])
  }

  @Test(arguments: [
    (MatrixProduct(), [TensorSpec([2, 3]), TensorSpec([4, 5])]),
    (MatrixProduct(transposeSecond: true), [TensorSpec([2, 3]), TensorSpec([3, 5])]),
    (MatrixProduct(), [TensorSpec([2, 3])]),
    (MatrixProduct(), [TensorSpec([2, 3]), TensorSpec([3])]),
    (MatrixProduct(), [TensorSpec([0, 3]), TensorSpec([3, 2])]),
    (MatrixProduct(), [TensorSpec([2, 3], .int32), TensorSpec([3, 2])]),
    (MatrixProduct(hasBias: true), [TensorSpec([2, 3]), TensorSpec([3, 5]), TensorSpec([4])]),
    (MatrixProduct(hasAddend: true), [TensorSpec([2, 3]), TensorSpec([3, 5]), TensorSpec([5])]),
    (MatrixProduct(gate: .relu), [TensorSpec([2, 3]), TensorSpec([3, 5]), TensorSpec([5, 2])]),
  ])
  func unsuitableInputsAreRefused(_ product: MatrixProduct, _ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try product.outputs(inputs) }
  }
}
