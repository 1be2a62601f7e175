import Graphs
import Operations
import Testing

@Suite("LossTotal")
struct LossTotalTests {
  private static let weights: [Float] = [1, 0.25, 784, 0, -2, 1e-3, 3, 0.5]

  @Test(arguments: [1, 2, 3, 8])
  func kernelsMatchOracle(_ count: Int) throws {
    var random = TestRandom(seed: 1)
    let terms = (0..<count).map { _ in HostTensor(random.tensor([1], in: -100...100).values[0]) }
    let operation = LossTotal(Array(Self.weights.prefix(count)))
    try expectKernelsMatchOracle(operation, inputs: terms)
    #expect(operation.evaluate(terms)[2].integers == [1])
  }

  /// One value that is not finite, in each place; a weight of 0 does not hide it.
  @Test(arguments: [1, 2, 8], [Float.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsFlagged(_ count: Int, _ value: Float) throws {
    let operation = LossTotal(Array(Self.weights.prefix(count)))
    let leaves = (0..<count).map { Tensor.input("\($0)", TensorSpec(.scalar)) }
    for place in 0..<count {
      let terms = (0..<count).map { HostTensor<Float>($0 == place ? value : 1) }
      #expect(operation.evaluate(terms)[2].integers == [0])
      let feed = Dictionary(
        uniqueKeysWithValues: terms.enumerated().map { ("\($0.offset)", $0.element) })
      for target in TestTarget.all {
        let results = try run(operation.all(leaves), inputs: feed, on: target)
        #expect(results[2].integers == [0])
      }
    }
  }

  /// Finite terms whose sum is not.
  @Test func overflowIsNotFinite() throws {
    let inputs = [HostTensor<Float>(3e38), HostTensor<Float>(3e38)]
    #expect(LossTotal([1, 1]).evaluate(inputs)[2].integers == [0])
  }

  @Test func gradientMatchesCentralDifferences() throws {
    let inputs = [2.0, -3, 0.5].map { HostTensor($0) }
    try expectGradientsMatch(LossTotal([1, 0.25, 784]), inputs: inputs)
  }

  @Test func shapesAreChecked() {
    let scalar = TensorSpec(.scalar)
    let refused = [
      [], [scalar], [scalar, TensorSpec([1])], [scalar, TensorSpec(.scalar, .int32)],
    ]
    for inputs in refused {
      #expect(throws: ShapeError.self) { try LossTotal([1, 1]).outputs(inputs) }
    }
    #expect(throws: ShapeError.self) {
      try LossTotal(Array(repeating: 1, count: 9)).outputs(Array(repeating: scalar, count: 9))
    }
  }
}
