import Graphs
import Operations
import Testing

@Suite("LogSoftmaxGradient")
struct LogSoftmaxGradientTests {
  @Test(arguments: SoftmaxCases.shapes)
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      LogSoftmaxGradient(), inputs: [random.tensor(shape), random.tensor(shape, in: -4...0)])
  }

  @Test func gradientMatchesCentralDifferences() throws {
    var random = TestRandom(seed: 2)
    let x = random.tensor([3, 5], in: -3...3)
    try expectGradientsMatch(
      LogSoftmaxGradient(), inputs: [random.tensor([3, 5])] + LogSoftmax().evaluate([x]),
      skipping: [1])
  }

  @Test func resultMayOverwriteAnOperand() throws {
    try SoftmaxCases.expectResultMayOverwriteAnOperand(of: LogSoftmaxGradient())
  }

  @Test(arguments: SoftmaxCases.unsuitableGradientInputs)
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try LogSoftmaxGradient().outputs(inputs) }
  }
}
