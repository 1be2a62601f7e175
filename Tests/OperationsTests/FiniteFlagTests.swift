import Graphs
import Operations
import Testing

@Suite("FiniteFlag")
struct FiniteFlagTests {
  /// Every count of inputs up to three launches, with one value that is not finite, or none.
  @Test(arguments: [1, 2, 4, 5, 9], [nil, Double.nan, .infinity, -.infinity])
  func kernelsMatchOracle(_ count: Int, _ value: Double?) throws {
    let sizes = [1, 17, 257]
    for place in value == nil ? [0] : [0, count / 2, count - 1] {
      var random = TestRandom(seed: 1)
      let inputs = (0..<count).map { index in
        var values = random.tensor([sizes[index % 3]], in: -3e38...3e38).values
        if index == place, let value { values[values.count - 1] = value }
        return HostTensor(values, shape: [values.count])
      }
      try expectKernelsMatchOracle(FiniteFlag(), inputs: inputs)
      #expect(FiniteFlag().evaluate(inputs)[0].integers == [value == nil ? 1 : 0])
    }
  }

  @Test func extremesAreFinite() throws {
    let values = [0, -0.0, 1e-45, Double(Float.greatestFiniteMagnitude)]
    try expectKernelsMatchOracle(FiniteFlag(), inputs: [HostTensor(values, shape: [2, 2])])
  }

  @Test(arguments: [[], [TensorSpec([1]), TensorSpec([1], .int32)]])
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try FiniteFlag().outputs(inputs) }
  }
}
