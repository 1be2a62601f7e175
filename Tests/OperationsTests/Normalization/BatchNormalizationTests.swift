import Execution
import Graphs
import Operations
import Testing

@Suite("BatchNormalization")
struct BatchNormalizationTests {
  @Test(arguments: [
    Shape([9, 1]), [1, 5], [64, 17], [2, 3, 4, 257], [5_000, 64], [300, 32], [64, 12_544],
  ])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      BatchNormalization(), inputs: Self.inputs(&random, shape))
  }

  @Test(arguments: Activation.allCases)
  func fusedActivationMatchesOracle(_ activation: Activation) throws {
    var random = TestRandom(seed: 2)
    try expectKernelsMatchOracle(
      BatchNormalization(epsilon: 1e-2, activation: activation),
      inputs: Self.inputs(&random, [70, 37]))
  }

  @Test(arguments: [Activation.identity, .sigmoid, .tanh, .softplus])
  func gradientsMatchCentralDifferences(_ activation: Activation) throws {
    var random = TestRandom(seed: 3)
    try expectGradientsMatch(
      BatchNormalization(activation: activation), inputs: Self.inputs(&random, [2, 7, 3]))
  }

  /// A mean of 1,000 and a deviation of 0.1 over 50,000 rows: E[x²] − E[x]² in float32 would be
  /// off by several times the variance.
  @Test(arguments: [3, 64]) func statisticsDoNotCancel(_ channels: Int) throws {
    var random = TestRandom(seed: 4)
    let shape: Shape = [50_000, channels]
    // The sum of twelve uniform numbers has a variance of 1.
    let x = (0..<shape.count).map { _ in
      1_000 + 0.1 * (0..<12).reduce(0.0) { sum, _ in sum + random.uniform(in: -0.5...0.5) }
    }
    let inputs = [
      HostTensor(x, shape: shape), random.tensor([channels]), random.tensor([channels]),
    ]
    // The remaining error of y is the rounding of the mean to float32.
    try expectKernelsMatchOracle(BatchNormalization(), inputs: inputs, tolerance: 1e-3)
    let single = inputs.map { $0.converted(to: Float.self) }
    let oracle = BatchNormalization().evaluate(single.map { $0.converted(to: Double.self) })
    let leaves = single.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
    let results = BatchNormalization().all(leaves)
    let feed = Dictionary(
      uniqueKeysWithValues: single.enumerated().map { ("input\($0.offset)", $0.element) })
    for target in TestTarget.all {
      let actual = try run(results, inputs: feed, on: target)
      expectClose(actual[1], oracle[1], tolerance: 1e-7, "mean on \(target.testDescription)")
      expectClose(actual[2], oracle[2], tolerance: 1e-5, "variance on \(target.testDescription)")
    }
    let host = BatchNormalization().evaluate(single)
    expectClose(host[1], oracle[1], tolerance: 1e-7, "mean on the host")
    expectClose(host[2], oracle[2], tolerance: 1e-5, "variance on the host")
  }

  /// The same launches give the same bits.
  @Test func resultsAreReproducible() throws {
    var random = TestRandom(seed: 5)
    let inputs = Self.inputs(&random, [3_000, 20]).map { $0.converted(to: Float.self) }
    let leaves = inputs.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
    let feed = Dictionary(
      uniqueKeysWithValues: inputs.enumerated().map { ("input\($0.offset)", $0.element) })
    for target in TestTarget.all {
      let first = try run(BatchNormalization().all(leaves), inputs: feed, on: target)
      let second = try run(BatchNormalization().all(leaves), inputs: feed, on: target)
      for (one, other) in zip(first, second) {
        expectIdentical(one, other, "second launch on \(target.testDescription)")
      }
    }
  }

  /// An activation after the normalisation is fused into it, with the same results.
  @Test(arguments: [Activation.relu, .tanh])
  func activationIsAbsorbed(_ activation: Activation) throws {
    var random = TestRandom(seed: 6)
    let shape: Shape = [40, 19]
    let x = Tensor.input("x", TensorSpec(shape))
    let gamma = Tensor.input("gamma", TensorSpec([19]))
    let beta = Tensor.input("beta", TensorSpec([19]))
    let normalized = BatchNormalization().all([x, gamma, beta])
    let y = Activate(activation)(normalized[0])
    let loss = KLDivergence()(y, Tensor.input("logVariance", TensorSpec(shape)))
    let gradients = Gradients(of: loss)
    let tensors = [loss, normalized[1]] + [x, gamma, beta].compactMap { gradients[$0] }
    #expect(tensors.count == 5)
    let graph = Graph(of: tensors)
    let fused = graph.fused()
    #expect(
      fused.operationNames.sorted() == [
        "batchNormalization", "batchNormalizationGradient", "klDivergence",
        "\(activation)Gradient",
      ])
    let inputs = [
      "x": random.tensor(shape), "gamma": random.tensor([19], in: 0.5...1.5),
      "beta": random.tensor([19]), "logVariance": random.tensor(shape),
    ]
    let plain = evaluate(tensors, inputs: inputs)
    let joined = evaluate(fused.outputs.map(\.tensor), inputs: inputs)
    for (one, other) in zip(plain, joined) {
      expectClose(one.converted(to: Float.self), other, tolerance: 1e-6, "\(activation)")
    }
    try expectGraphMatchesOracle(fused.outputs.map(\.tensor), inputs: inputs)
  }

  @Test func shapesAreChecked() {
    let operation = BatchNormalization()
    #expect(throws: ShapeError.self) {
      try operation.outputs([TensorSpec([4, 3]), TensorSpec([3]), TensorSpec([4])])
    }
    #expect(throws: ShapeError.self) {
      try operation.outputs([TensorSpec([0, 3]), TensorSpec([3]), TensorSpec([3])])
    }
    #expect(throws: ShapeError.self) { try operation.outputs([TensorSpec([4, 3])]) }
  }

  private static func inputs(
    _ random: inout TestRandom, _ shape: Shape
  ) -> [HostTensor<Double>] {
    [
      random.tensor(shape, in: -1...3), random.tensor([shape.last], in: 0.5...1.5),
      random.tensor([shape.last]),
    ]
  }
}
