import Graphs
import Operations
import TestScheduling
import Testing

/// Every kernel that loads or stores half precision, except convolutions, with each of its tensors so.
@Suite("Kernels in half precision", .ownProcess)
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

  /// Rows in memory with a multiple of 4 elements and others, each operand transposed or not, one launch
  /// and split-K.
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

  /// The matrix library reads float32 only: a tuning record's choice of it is ignored.
  @Test func theLibraryIsNotUsedForHalfPrecision() {
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
}
