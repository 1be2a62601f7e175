import Graphs
import Operations
import Testing

@Suite("SoftmaxGradient")
struct SoftmaxGradientTests {
  @Test(arguments: SoftmaxCases.shapes)
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      SoftmaxGradient(), inputs: [random.tensor(shape), random.tensor(shape, in: 0...1)])
  }

  @Test func gradientMatchesCentralDifferences() throws {
    var random = TestRandom(seed: 2)
    let x = random.tensor([3, 5], in: -3...3)
    try expectGradientsMatch(
      SoftmaxGradient(), inputs: [random.tensor([3, 5])] + Softmax().evaluate([x]), skipping: [1])
  }

  @Test func resultMayOverwriteAnOperand() throws {
    try SoftmaxCases.expectResultMayOverwriteAnOperand(of: SoftmaxGradient())
  }

  @Test(arguments: SoftmaxCases.unsuitableGradientInputs)
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try SoftmaxGradient().outputs(inputs) }
  }
}
