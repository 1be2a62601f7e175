import Graphs
import Operations
import Testing

@Suite("LossTotal")
struct LossTotalTests {
  private static let weights: [Float] = [1, 0.25, 784, 0, -2, 1e-3, 3, 0.5]

  /// Every number of terms, with one value that is not finite, or none.
  @Test(arguments: [1, 2, 3, 8], [nil, Double.nan, .infinity, -.infinity])
  func kernelsMatchOracle(_ count: Int, _ value: Double?) throws {
    var random = TestRandom(seed: 1)
    let operation = LossTotal(Array(Self.weights.prefix(count)))
    for place in value == nil ? [0] : Array(0..<count) {
      let inputs = (0..<count).map { index in
        if index == place, let value { return HostTensor(value) }
        return HostTensor(random.tensor([1], in: -100...100).values[0])
      }
      try expectKernelsMatchOracle(operation, inputs: inputs)
      #expect(operation.evaluate(inputs)[2].integers == [value == nil ? 1 : 0])
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
