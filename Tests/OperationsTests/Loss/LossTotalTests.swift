import Graphs
import Operations
import Testing

@Suite("LossTotal")
struct LossTotalTests {
  /// More than fit two launches.
  private static let weights: [Float] =
    [1, 0.25, 784, 0, -2, 1e-3, 3, 0.5] + (1...9).map { 0.5 * Float($0) }

  private static func halted<Scalar>(_ flag: Int32) -> HostTensor<Scalar> {
    HostTensor(integers: [flag], shape: [1])
  }

  @Test(arguments: [1, 2, 3, 8, 9, 10, 16, 17], [0, 1])
  func kernelsMatchOracle(_ count: Int, _ halted: Int32) throws {
    var random = TestRandom(seed: 1)
    let terms = (0..<count).map { _ in HostTensor(random.tensor([1], in: -100...100).values[0]) }
    let operation = LossTotal(Array(Self.weights.prefix(count)))
    let inputs = terms + [Self.halted(halted)]
    try expectKernelsMatchOracle(operation, inputs: inputs)
    let results = operation.evaluate(inputs)
    #expect(results[2].integers == [1 - halted] && results[3].integers == [halted])
  }

  /// A factor on the weight of any term, in one launch and in several.
  @Test(arguments: [1, 3, 8, 10, 17])
  func aScheduledWeightIsMultiplied(_ count: Int) throws {
    var random = TestRandom(seed: 2)
    let terms = (0..<count).map { _ in HostTensor(random.tensor([1], in: -100...100).values[0]) }
    let weights = Array(Self.weights.prefix(count))
    for scheduled in [0, count / 2, count - 1] {
      let inputs = terms + [HostTensor(0.375), Self.halted(0)]
      let operation = LossTotal(weights, scheduled: scheduled)
      try expectKernelsMatchOracle(operation, inputs: inputs)
      var other = weights
      other[scheduled] *= 0.375
      let expected = LossTotal(other).evaluate(terms + [Self.halted(0)])
      expectClose(operation.evaluate(inputs)[0], expected[0], tolerance: 1e-6, "the total")
      #expect(operation.evaluate(inputs)[1].values.dropFirst() == expected[1].values.dropFirst())
    }
  }

  /// One value that is not finite, in any term; a weight of 0 does not hide it.
  @Test(arguments: [1, 2, 8, 10], [Float.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsFlagged(_ count: Int, _ value: Float) throws {
    let operation = LossTotal(Array(Self.weights.prefix(count)))
    for place in 0..<count {
      let inputs =
        (0..<count).map { HostTensor<Float>($0 == place ? value : 1) } + [Self.halted(0)]
      let leaves = inputs.enumerated().map { Tensor.input("\($0.offset)", $0.element.spec) }
      #expect(operation.evaluate(inputs)[2].integers == [0])
      let feed = Dictionary(
        uniqueKeysWithValues: inputs.enumerated().map { ("\($0.offset)", $0.element) })
      for target in TestTarget.all {
        let results = try run(operation.all(leaves), inputs: feed, on: target)
        #expect(results[2].integers == [0] && results[3].integers == [1])
      }
    }
  }

  /// Finite terms whose sum is not.
  @Test func overflowIsNotFinite() throws {
    let inputs = [HostTensor<Float>(3e38), HostTensor<Float>(3e38), Self.halted(0)]
    #expect(LossTotal([1, 1]).evaluate(inputs)[2].integers == [0])
  }

  @Test func gradientMatchesCentralDifferences() throws {
    let inputs = [2.0, -3, 0.5].map { HostTensor($0) } + [Self.halted(0)]
    try expectGradientsMatch(LossTotal([1, 0.25, 784]), inputs: inputs, skipping: [3])
    try expectGradientsMatch(
      LossTotal([1, 0.25, 784], scheduled: 1),
      inputs: inputs.dropLast() + [HostTensor(0.375), Self.halted(0)], skipping: [3, 4])
  }

  @Test func shapesAreChecked() {
    let (scalar, flag) = (TensorSpec(.scalar), TensorSpec([1], .int32))
    let refused = [
      [], [flag], [scalar, flag], [scalar, scalar], [scalar, TensorSpec([1]), flag],
      [scalar, TensorSpec(.scalar, .int32), flag],
    ]
    for inputs in refused {
      #expect(throws: ShapeError.self) { try LossTotal([1, 1]).outputs(inputs) }
    }
    #expect(throws: ShapeError.self) { try LossTotal([]).outputs([flag]) }
    for inputs in [[scalar, flag], [scalar, TensorSpec([1]), flag]] {
      #expect(throws: ShapeError.self) { try LossTotal([1], scheduled: 0).outputs(inputs) }
    }
  }
}
