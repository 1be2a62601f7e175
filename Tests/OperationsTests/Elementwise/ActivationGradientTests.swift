import Graphs
import Operations
import Testing

@Suite("ActivationGradient")
struct ActivationGradientTests {
  @Test(arguments: Activation.allCases, [1, 17, 257, 10_000])
  func kernelsMatchOracle(_ activation: Activation, _ count: Int) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      ActivationGradient(activation),
      inputs: [random.tensor([count]), random.tensor([count], in: 0.1...0.9)])
  }

  @Test func gradientMatchesCentralDifferences() throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(
      ActivationGradient(.tanh),
      inputs: [random.tensor([3, 7]), random.tensor([3, 7], in: 0.1...0.9)], skipping: [1])
  }

  @Test func shapesMustAgree() {
    #expect(throws: ShapeError.self) {
      try ActivationGradient(.relu).outputs([TensorSpec([4]), TensorSpec([5])])
    }
  }
}
