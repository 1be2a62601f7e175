import Execution
import Graphs
import Operations
import Testing

/// Every kernel that loads or stores half precision, with each side of it so.
@Suite("Kernels in half precision")
struct HalfStorageKernelTests {
  @Test(arguments: Activation.allCases)
  func activationsMatchOracle(_ activation: Activation) throws {
    var random = TestRandom(seed: 1)
    for count in [1, 17, 257, 5_000] {
      let x = random.tensor([count], in: -3...3)
      try expectHalfKernelsMatchOracle(Activate(activation), inputs: [x])
      try expectHalfKernelsMatchOracle(
        ActivationGradient(activation), inputs: [x, random.tensor([count], in: 0...1)])
    }
  }

  @Test(arguments: [1, 17, 257, 10_000])
  func dropoutMatchesOracle(_ count: Int) throws {
    var random = TestRandom(seed: 2)
    let state = HostTensor<Double>(integers: RandomState.values(seed: 99, step: 7), shape: [3])
    try expectHalfKernelsMatchOracle(
      Dropout(stream: RandomStream("dropout")), inputs: [random.tensor([count]), state])
  }

  /// Equal shapes, a bias on rows, a scalar, and an axis that is repeated between others.
  @Test(arguments: [Arithmetic.Operator.add, .multiply])
  func arithmeticMatchesOracle(_ sign: Arithmetic.Operator) throws {
    var random = TestRandom(seed: 3)
    let shapes: [(Shape, Shape)] = [
      ([3, 17], [3, 17]), ([33, 9], [9]), ([257], .scalar), ([2, 3, 5], [2, 1, 5]),
    ]
    for (first, second) in shapes {
      try expectHalfKernelsMatchOracle(
        Arithmetic(sign), inputs: [random.tensor(first), random.tensor(second)])
    }
  }

  @Test(
    arguments: [Shape([9, 1]), [64, 17], [2, 3, 4, 257], [5_000, 64]], [Activation.relu, .tanh])
  func normalizationMatchesOracle(_ shape: Shape, _ activation: Activation) throws {
    var random = TestRandom(seed: 4)
    let channels: Shape = [shape.last]
    let x = random.tensor(shape, in: -1...3)
    let scaling = [random.tensor(channels, in: 0.5...1.5), random.tensor(channels)]
    try expectHalfKernelsMatchOracle(
      BatchNormalization(activation: activation), inputs: [x] + scaling)
    let statistics = [random.tensor(channels), random.tensor(channels, in: 0.5...2)]
    try expectHalfKernelsMatchOracle(
      Normalize(activation: activation), inputs: [x] + scaling + statistics)
    try expectHalfKernelsMatchOracle(
      BatchNormalizationGradient(activation: activation),
      inputs: [random.tensor(shape), x] + scaling + statistics, tolerance: 1e-4)
  }

  /// The three operations of a convolution.
  private func expectConvolutions(
    _ one: ConvolutionCase, choices: [String: Int] = [:]
  ) throws {
    var random = TestRandom(seed: 5)
    let image = random.tensor(one.image)
    let kernel = random.tensor(one.kernel, in: -0.3...0.3)
    let features = random.tensor(try one.features())
    func tuning(_ name: String) throws -> TuningRecord {
      choices.isEmpty ? TuningRecord() : try one.tuning(name, choices)
    }
    try expectHalfKernelsMatchOracle(
      Convolution(stride: one.stride, padding: one.padding), inputs: [image, kernel],
      tuning: tuning("convolution"))
    try expectHalfKernelsMatchOracle(
      ConvolutionInputGradient(
        stride: one.stride, padding: one.padding, imageHeight: one.image[1],
        imageWidth: one.image[2]), inputs: [features, kernel],
      tuning: tuning("convolutionInputGradient"))
    try expectHalfKernelsMatchOracle(
      ConvolutionFilterGradient(
        stride: one.stride, padding: one.padding, kernelHeight: one.kernel[0],
        kernelWidth: one.kernel[1]), inputs: [image, features],
      tuning: tuning("convolutionFilterGradient"))
  }

  @Test(arguments: ConvolutionCase.tiled)
  func tiledConvolutionsMatchOracle(_ one: ConvolutionCase, _ tile: (Int, Int, Int)) throws {
    try expectConvolutions(
      one,
      choices: [
        "tileRows": tile.0, "tileColumns": tile.1, "tileDepth": tile.2, "direct": 0, "slices": 2,
      ])
  }

  @Test(arguments: ConvolutionCase.few)
  func directConvolutionsMatchOracle(_ one: ConvolutionCase) throws {
    try expectConvolutions(one)
  }

  @Test(arguments: ConvolutionCase.winogradGroups)
  func winogradConvolutionsMatchOracle(_ one: ConvolutionCase) throws {
    try expectConvolutions(one, choices: ["winograd": 4])
  }

  /// The gate too is stored in half precision; three target channels are no four, and eight are two.
  @Test(arguments: EpilogueCase.two, [3, 8])
  func epiloguesMatchOracle(_ epilogue: EpilogueCase, _ channels: Int) throws {
    var random = TestRandom(seed: 6)
    let image = random.tensor([2, 7, 6, 8])
    let kernel = random.tensor([3, 3, 8, channels], in: -0.3...0.3)
    try expectHalfKernelsMatchOracle(
      Convolution(
        hasBias: epilogue.hasBias, activation: epilogue.activation, gate: epilogue.gate),
      inputs: [image, kernel] + epilogue.inputs([2, 7, 6, channels], &random))
    let features = random.tensor([2, 7, 6, channels])
    try expectHalfKernelsMatchOracle(
      ConvolutionInputGradient(
        imageHeight: 7, imageWidth: 6, hasBias: epilogue.hasBias,
        activation: epilogue.activation, gate: epilogue.gate),
      inputs: [features, kernel] + epilogue.inputs([2, 7, 6, 8], &random))
  }

  /// Rows in memory that are whole fours and that are not, each operand transposed or not, one launch
  /// and two.
  @Test(
    arguments: [ProductCase(17, 9, 19), ProductCase(36, 140, 532), ProductCase(130, 64, 33)],
    [(false, false), (false, true), (true, false), (true, true)])
  func productsMatchOracle(_ extents: ProductCase, _ transposes: (Bool, Bool)) throws {
    for splits in [1, 3] {
      for gate in [Activation.relu, nil] {
        let product = MatrixProduct(
          transposeFirst: transposes.0, transposeSecond: transposes.1, hasBias: true,
          hasAddend: gate == nil, activation: gate == nil ? .tanh : .identity, gate: gate)
        let inputs = extents.inputs(for: product, seed: 7)
        try expectHalfKernelsMatchOracle(
          product, inputs: inputs,
          tuning: TuningRecord(
            entries: [product.tuningKey(inputs.map(\.spec)): ["splits": splits]]))
      }
    }
  }

  @Test(arguments: [ProductCase(17, 9, 19), ProductCase(64, 36, 300)])
  func gradientsOfADenseLayerMatchOracle(_ extents: ProductCase) throws {
    let inputs = extents.inputs(for: MatrixProduct(transposeFirst: true), seed: 8)
    try expectHalfKernelsMatchOracle(KernelAndBiasGradient(), inputs: inputs)
  }

  /// The matrix library reads float32 only, so a record's choice of it has no effect.
  @Test func theLibraryIsNotGivenHalfPrecision() {
    let product = MatrixProduct()
    let inputs = [TensorSpec([64, 64]), TensorSpec([64, 64])]
    let tuning = TuningRecord(entries: [product.tuningKey(inputs): ["library": 1]])
    let device = DeviceTraits(family: .gpu, precision: .half)
    let half = HalfOperands(inputs: [0])
    #expect(product.lower(inputs, for: device, tuning: tuning).functions == [""])
    #expect(
      product.lower(inputs, half: half, for: device, tuning: tuning).functions.first
        == "matrixProductTiles")
  }

  /// A fused graph of several layers, on the device and on the host by the same plan: what follows a
  /// convolution's moments, a change of shape, and a product.
  @Test func aGraphIsRoundedAlikeOnTheHost() throws {
    var random = TestRandom(seed: 9)
    var feed: [String: HostTensor<Float>] = [:]
    func leaf(
      _ name: String, _ shape: Shape, in range: ClosedRange<Double> = -0.5...0.5
    ) -> Tensor {
      let value = random.tensor(shape, in: range).converted(to: Float.self)
      feed[name] = value
      return .input(name, value.spec)
    }
    let first = Convolution()(leaf("x", [4, 8, 8, 3]), leaf("w1", [3, 3, 3, 8]))
    let normalized = BatchNormalization().all([
      first, leaf("gamma", [8], in: 0.5...1.5), leaf("beta", [8]),
    ])
    let second = Convolution(stride: 2)(
      Activate(.relu)(normalized[0]), leaf("w2", [3, 3, 8, 8]))
    let y = MatrixProduct()(Reshape(to: [4, 128])(second), leaf("w3", [128, 5]))
    let graph = Graph(
      outputs: [Graph.Output("y", y), Graph.Output("mean", normalized[1])]
    ).fused()
    for target in TestTarget.half {
      try SharedExecutors.shared.use(target) { executor, leftovers in
        let plan = Plan(graph, for: executor.traits)
        // Both convolutions, what lies between them, and the matrix that the second one is.
        #expect(plan.values.count { $0.spec.elementType == .float16 } == 4)
        #expect(plan.arithmetic == Plan(graph, for: DeviceTraits(family: .gpu)).arithmetic)
        let loaded = try executor.load(plan)
        defer { executor.unload(loaded) }
        try leftovers.leave(for: executor)
        try executor.run(loaded, inputs: feed)
        let host = HostExecutor()
        let onHost = try host.load(plan)
        try host.run(onHost, inputs: feed)
        for name in ["y", "mean"] {
          let distance = relativeDistance(
            try executor.read(name, of: loaded),
            try host.read(name, of: onHost).converted(to: Double.self))
          #expect(distance <= 2 * halfTolerance, "\(name): \(distance)")
        }
      }
    }
  }
}
