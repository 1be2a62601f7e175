import Graphs
import Operations
import Testing

@Suite("MatrixProduct")
struct MatrixProductTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let rows: Int
    let columns: Int
    let depth: Int

    init(_ rows: Int, _ columns: Int, _ depth: Int) {
      (self.rows, self.columns, self.depth) = (rows, columns, depth)
    }

    var testDescription: String { "\(rows)x\(columns)x\(depth)" }

    /// Operands of `product` with these extents.
    func inputs(for product: MatrixProduct, seed: UInt64) -> [HostTensor<Double>] {
      var random = TestRandom(seed: seed)
      var inputs = [
        random.tensor(product.transposeFirst ? [depth, rows] : [rows, depth]),
        random.tensor(product.transposeSecond ? [columns, depth] : [depth, columns]),
      ]
      if product.hasBias { inputs.append(random.tensor([columns])) }
      if product.hasAddend { inputs.append(random.tensor([rows, columns])) }
      if product.gate != nil { inputs.append(random.tensor([rows, columns], in: 0...1)) }
      return inputs
    }
  }

  private static let odd = [
    Case(1, 1, 1), Case(1, 257, 17), Case(17, 1, 257), Case(17, 257, 1), Case(257, 17, 300),
    Case(37, 140, 530),
  ]

  private static let transposes = [(false, false), (false, true), (true, false), (true, true)]

  @Test(arguments: zip(odd, transposes + transposes))
  func kernelsMatchOracle(_ extents: Case, _ transposes: (Bool, Bool)) throws {
    let product = MatrixProduct(transposeFirst: transposes.0, transposeSecond: transposes.1)
    try expectKernelsMatchOracle(product, inputs: extents.inputs(for: product, seed: 1))
  }

  /// Layers of the models: forward, weight gradient and input gradient of each.
  @Test(
    arguments: [
      Case(128, 1024, 784), Case(128, 10, 1024), Case(64, 512, 12544),
    ],
    [(false, false), (true, false), (false, true)])
  func layersOfTheModels(_ layer: Case, _ transposes: (Bool, Bool)) throws {
    let product = MatrixProduct(transposeFirst: transposes.0, transposeSecond: transposes.1)
    let extents =
      transposes.0
      ? Case(layer.depth, layer.columns, layer.rows)
      : transposes.1 ? Case(layer.rows, layer.depth, layer.columns) : layer
    try expectKernelsMatchOracle(
      product, inputs: extents.inputs(for: product, seed: 2),
      targets: TestTarget.all.filter { $0.family == .cpu && $0.vectorWidth == nil })
  }

  @Test(arguments: Activation.allCases)
  func biasAndActivation(_ activation: Activation) throws {
    let product = MatrixProduct(hasBias: activation != .sigmoid, activation: activation)
    try expectKernelsMatchOracle(product, inputs: Case(19, 45, 33).inputs(for: product, seed: 3))
  }

  @Test(arguments: Activation.allCases)
  func biasAndGate(_ activation: Activation) throws {
    let product = MatrixProduct(
      transposeSecond: true, hasBias: activation == .sigmoid, gate: activation)
    try expectKernelsMatchOracle(product, inputs: Case(19, 45, 33).inputs(for: product, seed: 4))
  }

  @Test(arguments: zip([Activation?.none, .relu], [Case(19, 45, 33), Case(7, 9, 900)]))
  func addend(_ gate: Activation?, _ extents: Case) throws {
    // The longer inner index is summed in parts.
    let product = MatrixProduct(hasBias: gate != nil, hasAddend: true, gate: gate)
    try expectKernelsMatchOracle(product, inputs: extents.inputs(for: product, seed: 8))
  }

  /// Every choice of a tuning record, with an epilogue that must come after the last partial sum.
  @Test(
    arguments: zip(
      [
        ["splits": 3, "depthBlock": 64], ["packed": 1, "tileRows": 5],
        ["packed": 0, "tileRows": 7], ["group": 3],
        ["group": 2, "packed": 1, "splits": 2], ["perItem": 2], ["perItem": 8, "splits": 4],
      ], transposes + transposes))
  func tunedVariantsMatchOracle(_ choices: [String: Int], _ transposes: (Bool, Bool)) throws {
    let product = MatrixProduct(
      transposeFirst: transposes.0, transposeSecond: transposes.1, hasBias: true,
      activation: .tanh)
    let inputs = Case(43, 170, 610).inputs(for: product, seed: 5)
    let key = product.tuningKey(inputs.map(\.spec))
    let family = choices["perItem"] == nil ? DeviceTraits.Family.cpu : .gpu
    try expectKernelsMatchOracle(
      product, inputs: inputs, tuning: TuningRecord(entries: [key: choices]),
      targets: TestTarget.all.filter { $0.family == family })
  }

  /// The device's matrix library with the epilogue behind it, in every transposition.
  @Test(arguments: transposes, [Activation.identity, .tanh])
  func libraryMatchesOracle(_ transposes: (Bool, Bool), _ activation: Activation) throws {
    let product = MatrixProduct(
      transposeFirst: transposes.0, transposeSecond: transposes.1,
      hasBias: activation != .identity, activation: activation)
    let inputs = Case(17, 33, 65).inputs(for: product, seed: 7)
    let key = product.tuningKey(inputs.map(\.spec))
    try expectKernelsMatchOracle(
      product, inputs: inputs, tuning: TuningRecord(entries: [key: ["library": 1]]),
      targets: TestTarget.all.filter { $0.family == .gpu })
  }

  /// Many rows and a small second operand, at every width of a register tile.
  @Test(
    arguments: [
      Case(1024, 1, 1), Case(1025, 6, 17), Case(1031, 17, 6), Case(1100, 40, 30),
      Case(1047, 160, 40), Case(1034, 257, 17), Case(1050, 30, 257),
    ], [false, true])
  func manyRowsMatchOracle(_ extents: Case, _ transposeSecond: Bool) throws {
    for epilogue in [
      MatrixProduct(transposeSecond: transposeSecond),
      MatrixProduct(transposeSecond: transposeSecond, hasBias: true, activation: .relu),
      MatrixProduct(transposeSecond: transposeSecond, hasBias: true, gate: .relu),
      MatrixProduct(transposeSecond: transposeSecond, hasAddend: true, gate: .identity),
      MatrixProduct(transposeSecond: transposeSecond, hasAddend: true, activation: .relu),
      MatrixProduct(
        transposeSecond: transposeSecond, hasBias: true, hasAddend: true, gate: .relu),
    ] {
      let inputs = extents.inputs(for: epilogue, seed: 10)
      let lowering = epilogue.lower(
        inputs.map(\.spec), for: DeviceTraits(family: .cpu), tuning: TuningRecord())
      #expect(functions(lowering) == ["matrixProductThin"])
      try expectKernelsMatchOracle(epilogue, inputs: inputs, targets: TestTarget.cpu)
    }
  }

  @Test(arguments: [Activation.softplus, .sigmoid])
  func manyRowsWithOtherActivations(_ activation: Activation) throws {
    for epilogue in [
      MatrixProduct(hasBias: true, activation: activation),
      MatrixProduct(transposeSecond: true, gate: activation),
    ] {
      for extents in [Case(1100, 40, 30), Case(1025, 6, 17)] {
        try expectKernelsMatchOracle(
          epilogue, inputs: extents.inputs(for: epilogue, seed: 11), targets: TestTarget.cpu)
      }
    }
  }

  /// A long inner index and a small result, with either operand as the wider one.
  @Test(
    arguments: [
      Case(1, 17, 1024), Case(17, 1, 1025), Case(6, 40, 1500), Case(30, 2, 3333),
      Case(40, 160, 4096), Case(40, 30, 5001), Case(64, 64, 1030), Case(8, 257, 1111),
    ])
  func longSumsMatchOracle(_ extents: Case) throws {
    let product = MatrixProduct(transposeFirst: true)
    let inputs = extents.inputs(for: product, seed: 12)
    let lowering = product.lower(
      inputs.map(\.spec), for: DeviceTraits(family: .cpu), tuning: TuningRecord())
    #expect(functions(lowering).first == "matrixProductDeep")
    try expectKernelsMatchOracle(product, inputs: inputs, targets: TestTarget.cpu)
  }

  /// The layers of the paper's dense and convolutional models stay with the general kernel.
  @Test(arguments: [Case(128, 1024, 784), Case(128, 10, 1024), Case(64, 512, 12544)])
  func largeOperandsKeepTheGeneralKernel(_ layer: Case) throws {
    for (product, extents) in [
      (MatrixProduct(), layer),
      (MatrixProduct(transposeFirst: true), Case(layer.depth, layer.columns, layer.rows)),
      (MatrixProduct(transposeSecond: true), Case(layer.rows, layer.depth, layer.columns)),
    ] {
      let lowering = product.lower(
        extents.inputs(for: product, seed: 1).map(\.spec), for: DeviceTraits(family: .cpu),
        tuning: TuningRecord())
      #expect(functions(lowering).contains("matrixProduct"))
    }
  }

  private func functions(_ lowering: Lowering) -> [String] {
    lowering.launches.map {
      if case .kernel(let launch) = $0 { launch.kernel.function } else { "" }
    }
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
    try expectGradientsMatch(product, inputs: Case(3, 5, 4).inputs(for: product, seed: 6))
  }

  @Test func gradientsOfAGatedProduct() throws {
    let product = MatrixProduct(hasBias: true, hasAddend: true, gate: .sigmoid)
    try expectGradientsMatch(
      product, inputs: Case(3, 5, 4).inputs(for: product, seed: 7), skipping: [4])
  }

  @Test func biasAndActivationAreAbsorbed() throws {
    let x = Tensor.input("x", TensorSpec([17, 33]))
    let kernel = Tensor.input("kernel", TensorSpec([33, 20]))
    let bias = Tensor.input("bias", TensorSpec([20]))
    let y = Activate(.relu)(MatrixProduct()(x, kernel) + bias)
    let fused = Graph(outputs: [.init("y", y)]).fused()
    let operations = fused.nodes.compactMap(\.operation)
    #expect(operations.count == 1)
    #expect(
      operations.first as? MatrixProduct == MatrixProduct(hasBias: true, activation: .relu))
    var random = TestRandom(seed: 8)
    let inputs = [
      "x": random.tensor([17, 33]), "kernel": random.tensor([33, 20]), "bias": random.tensor([20]),
    ]
    #expect(
      evaluate([y], inputs: inputs) == evaluate(fused.outputs.map(\.tensor), inputs: inputs))
  }

  @Test func activationGradientIsAbsorbedAsGate() throws {
    let upstream = Tensor.input("upstream", TensorSpec([17, 20]))
    let kernel = Tensor.input("kernel", TensorSpec([33, 20]))
    let output = Tensor.input("output", TensorSpec([17, 33]))
    let product = MatrixProduct(transposeSecond: true)(upstream, kernel)
    let gradient = ActivationGradient(.tanh)(product, output)
    let fused = Graph(outputs: [.init("dx", gradient)]).fused()
    let operations = fused.nodes.compactMap(\.operation)
    #expect(operations.count == 1)
    #expect(
      operations.first as? MatrixProduct == MatrixProduct(transposeSecond: true, gate: .tanh))
    var random = TestRandom(seed: 9)
    let inputs = [
      "upstream": random.tensor([17, 20]), "kernel": random.tensor([33, 20]),
      "output": random.tensor([17, 33]),
    ]
    #expect(
      evaluate([gradient], inputs: inputs) == evaluate(fused.outputs.map(\.tensor), inputs: inputs))
  }

  /// The product as an activation's saved output must not become the fused operand.
  @Test func otherOperandsStayApart() {
    let x = Tensor.input("x", TensorSpec([4, 4]))
    let saved = ActivationGradient(.tanh)(x, MatrixProduct()(x, x))
    let sum = MatrixProduct()(x, x) + x
    let graph = Graph(outputs: [.init("saved", saved), .init("sum", sum)])
    #expect(
      graph.fused().nodes.compactMap(\.operation?.name).sorted() == [
        "matrixProduct", "matrixProduct", "tanhGradient",
      ])
  }

  /// The gradient of an activation that three layers read is three launches.
  @Test func sumOfProductsBehindAnActivationIsAbsorbed() throws {
    let upstreams = (0..<3).map { Tensor.input("upstream\($0)", TensorSpec([17, 4])) }
    let kernel = Tensor.input("kernel", TensorSpec([33, 4]))
    let output = Tensor.input("output", TensorSpec([17, 33]))
    let products = upstreams.map { MatrixProduct(transposeSecond: true)($0, kernel) }
    let gradient = ActivationGradient(.relu)(products[0] + products[1] + products[2], output)
    let fused = Graph(outputs: [.init("dx", gradient)]).fused()
    #expect(
      fused.nodes.compactMap(\.operation?.name) == Array(repeating: "matrixProduct", count: 3))
    var random = TestRandom(seed: 13)
    var inputs = ["kernel": random.tensor([33, 4]), "output": random.tensor([17, 33])]
    for number in 0..<3 { inputs["upstream\(number)"] = random.tensor([17, 4]) }
    let distance = zip(
      evaluate([gradient], inputs: inputs)[0].values,
      evaluate(fused.outputs.map(\.tensor), inputs: inputs)[0].values
    ).map { abs($0 - $1) }.max()
    #expect(try #require(distance) < 1e-12)
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
