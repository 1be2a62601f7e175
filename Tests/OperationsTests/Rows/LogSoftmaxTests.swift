import Graphs
import Operations
import Testing

@Suite("LogSoftmax")
struct LogSoftmaxTests {
  @Test(arguments: SoftmaxCases.shapes)
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(LogSoftmax(), inputs: [random.tensor(shape, in: -20...20)])
  }

  @Test(arguments: SoftmaxCases.smallShapes)
  func gradientMatchesCentralDifferences(_ shape: Shape) throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(LogSoftmax(), inputs: [random.tensor(shape, in: -3...3)])
  }

  @Test func resultMayOverwriteTheInput() throws {
    try SoftmaxCases.expectResultMayOverwriteTheInput(of: LogSoftmax())
  }

  @Test func extremeRows() throws {
    try SoftmaxCases.expectExtremeRows(
      of: LogSoftmax(), isUniform: { abs($0 + 1.3862944) < 1e-6 },
      wide: [-.infinity, -10_000, -20_000, 0])
  }

  @Test(arguments: SoftmaxCases.unsuitableInputs)
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try LogSoftmax().outputs(inputs) }
  }
}
