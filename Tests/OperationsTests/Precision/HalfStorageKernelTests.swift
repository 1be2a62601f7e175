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
  @Test(arguments: [ElementwiseBinary.Operator.add, .multiply])
  func arithmeticMatchesOracle(_ sign: ElementwiseBinary.Operator) throws {
    var random = TestRandom(seed: 3)
    let shapes: [(Shape, Shape)] = [
      ([3, 17], [3, 17]), ([33, 9], [9]), ([257], .scalar), ([2, 3, 5], [2, 1, 5]),
    ]
    for (first, second) in shapes {
      try expectHalfKernelsMatchOracle(
        ElementwiseBinary(sign), inputs: [random.tensor(first), random.tensor(second)])
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
    let factors = random.tensor([3, shape.last], in: 0.1...1)
    try expectHalfKernelsMatchOracle(
      BatchNormalizationInputGradient(activation: activation),
      inputs: [random.tensor(shape), x, statistics[0], scaling[1], factors])
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

  @Test(arguments: ConvolutionCase.winogradGPU)
  func winogradConvolutionsMatchOracle(_ one: ConvolutionCase) throws {
    try expectConvolutions(one, choices: ["winograd": 4])
  }

  /// Convolutions whose results are the upstream of a batch normalisation's gradient: each kernel, with
  /// its choices. Whole fours of channels and others, one channel and two.
  static let summed: [(String, ConvolutionCase, [String: Int])] = [
    ("convolutionTiled", ConvolutionCase([2, 9, 7, 8], [3, 5, 8, 36], stride: 2), [:]),
    ("convolutionTiled", ConvolutionCase([1, 8, 9, 20], [2, 3, 20, 21]), [:]),
    ("convolutionDirect", ConvolutionCase([1, 19, 17, 3], [3, 3, 3, 70]), [:]),
    ("convolutionDirect", ConvolutionCase([1, 12, 13, 23], [3, 3, 23, 2], stride: 2), [:]),
    ("convolutionDirect", ConvolutionCase([2, 9, 10, 9], [5, 4, 9, 1]), [:]),
    ("winogradGPU", ConvolutionCase([3, 12, 17, 40], [3, 3, 40, 8]), ["winograd": 4]),
  ]

  /// What is normalised is stored in half precision too. The sums are those of the result as it is
  /// before it is rounded: those of the rounded one would be farther off.
  @Test(arguments: summed)
  func gradientSumsMatchOracle(
    _ function: String, _ one: ConvolutionCase, _ choices: [String: Int]
  ) throws {
    var random = TestRandom(seed: 10)
    let image = random.tensor(one.image)
    let kernel = random.tensor(one.kernel, in: -0.3...0.3)
    let upstream = Convolution(stride: one.stride)(
      Tensor.input("x", image.spec), Tensor.input("weights", kernel.spec))
    let channels: Shape = [upstream.shape.last]
    let operands = [
      random.tensor(upstream.shape, in: -1...3), random.tensor(channels, in: 0.5...1.5),
      random.tensor(channels), random.tensor(channels, in: 0.8...1.2),
      random.tensor(channels, in: 0.5...2),
    ]
    let leaves = operands.enumerated().map { Tensor.input("operand\($0.offset)", $0.element.spec) }
    let gradient = BatchNormalizationGradient(activation: .relu).all([upstream] + leaves)
    let graph = Graph(
      outputs: gradient.enumerated().map { Graph.Output("\($0.offset)", $0.element) })
    let operation = try #require(
      graph.fused().nodes.compactMap { $0.operation as? Convolution }.first)
    let tuning = try one.tuning("convolution", choices)
    let inputs = [image, kernel] + operands
    let functions = operation.lower(
      inputs.map(\.spec), half: HalfOperands(inputs: [0, 2], outputs: [0]),
      for: DeviceTraits(family: .gpu, precision: .half), tuning: tuning
    ).functions
    #expect(functions.suffix(2) == [function, "batchGradientMerge"])
    try expectHalfKernelsMatchOracle(operation, inputs: inputs, tuning: tuning)
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
        == "matrixProductGPU")
  }

  /// Random numbers for the leaves of a graph.
  private struct Leaves {
    var random = TestRandom(seed: 9)
    private(set) var feed: [String: HostTensor<Float>] = [:]

    mutating func leaf(
      _ name: String, _ shape: Shape, in range: ClosedRange<Double> = -0.5...0.5
    ) -> Tensor {
      let value = random.tensor(shape, in: range).converted(to: Float.self)
      feed[name] = value
      return .input(name, value.spec)
    }
  }

  /// Runs a fused graph on the device and on the host by the same plan.
  ///
  /// - Parameter halves: how many tensors are stored in half precision.
  private func expectRoundedAlike(
    _ graph: Graph, _ feed: [String: HostTensor<Float>], halves: Int, tolerance: Double
  ) throws {
    for target in TestTarget.half {
      try SharedExecutors.shared.use(target) { executor, poison in
        let plan = try Plan(graph, for: executor.traits)
        #expect(plan.values.count { $0.spec.elementType == .float16 } == halves)
        #expect(try plan.flops == Plan(graph, for: DeviceTraits(family: .gpu)).flops)
        let loaded = try executor.load(plan)
        defer { executor.unload(loaded) }
        try poison.fill(executor)
        try executor.run(loaded, inputs: feed)
        let host = HostExecutor()
        let onHost = try host.load(plan)
        try host.run(onHost, inputs: feed)
        for name in graph.outputs.map(\.name) {
          let distance = relativeDistance(
            try executor.read(name, of: loaded),
            try host.read(name, of: onHost).converted(to: Double.self))
          #expect(distance <= tolerance, "\(name): \(distance)")
        }
      }
    }
  }

  /// Several layers: what follows a convolution's moments, a change of shape, and a product. Both
  /// convolutions are stored so, what lies between them, and the matrix that the second one is.
  @Test func aGraphIsRoundedAlikeOnTheHost() throws {
    var leaves = Leaves()
    let first = Convolution()(leaves.leaf("x", [4, 8, 8, 3]), leaves.leaf("w1", [3, 3, 3, 8]))
    let normalized = BatchNormalization().all([
      first, leaves.leaf("gamma", [8], in: 0.5...1.5), leaves.leaf("beta", [8]),
    ])
    let second = Convolution(stride: 2)(
      Activate(.relu)(normalized[0]), leaves.leaf("w2", [3, 3, 8, 8]))
    let y = MatrixProduct()(Reshape(to: [4, 128])(second), leaves.leaf("w3", [128, 5]))
    let graph = Graph(outputs: [.init("y", y), .init("mean", normalized[1])]).fused()
    try expectRoundedAlike(graph, leaves.feed, halves: 4, tolerance: 2 * halfTolerance)
  }

  /// Convolutions with batch normalisation between them, and their gradients. Stored so are what the
  /// first two give, and on the way back the gradients behind and in front of each normalisation; what
  /// is normalised is not stored. The sums of a gradient are taken before it is rounded, on a device
  /// as on the host.
  @Test func gradientsAreRoundedAlikeOnTheHost() throws {
    var leaves = Leaves()
    let kernels = [
      leaves.leaf("w1", [3, 3, 3, 8]), leaves.leaf("w2", [3, 3, 8, 12]),
      leaves.leaf("w3", [3, 3, 12, 2]),
    ]
    var y = leaves.leaf("x", [4, 8, 7, 3])
    for (index, kernel) in kernels.enumerated() {
      y = Convolution(stride: index == 1 ? 2 : 1)(y, kernel)
      guard index < 2 else { break }
      y = BatchNormalization(activation: .relu)(
        y, leaves.leaf("gamma\(index)", [y.shape.last], in: 0.5...1.5),
        leaves.leaf("beta\(index)", [y.shape.last]))
    }
    let loss = KLDivergence()(y, leaves.leaf("logVariance", y.shape))
    let gradients = Gradients(of: loss)
    let outputs = try kernels.enumerated().map { index, kernel in
      Graph.Output("gradient\(index)", try #require(gradients[kernel]))
    }
    let graph = Graph(outputs: outputs).fused(for: DeviceTraits(family: .gpu, precision: .half))
    let names = graph.operationNames
    #expect(names.count { $0 == "batchNormalizationInputGradient" } == 2)
    #expect(Set(names).isDisjoint(with: ["normalize", "batchNormalizationGradient"]))
    try expectRoundedAlike(graph, leaves.feed, halves: 6, tolerance: 4 * halfTolerance)
  }
}
