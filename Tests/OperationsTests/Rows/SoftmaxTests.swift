import Graphs
import Operations
import Testing

@Suite("Softmax")
struct SoftmaxTests {
  @Test(arguments: SoftmaxCases.shapes)
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(Softmax(), inputs: [random.tensor(shape, in: -20...20)])
  }

  @Test(arguments: SoftmaxCases.smallShapes)
  func gradientMatchesCentralDifferences(_ shape: Shape) throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(Softmax(), inputs: [random.tensor(shape, in: -3...3)])
  }

  @Test func resultMayOverwriteTheInput() throws {
    try SoftmaxCases.expectResultMayOverwriteTheInput(of: Softmax())
  }

  @Test func extremeRows() throws {
    try SoftmaxCases.expectExtremeRows(
      of: Softmax(), isUniform: { $0 == 0.25 }, wide: [0, 0, 0, 1])
  }

  @Test(arguments: SoftmaxCases.unsuitableInputs)
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try Softmax().outputs(inputs) }
  }
}
