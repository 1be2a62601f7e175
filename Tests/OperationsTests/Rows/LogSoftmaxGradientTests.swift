import Graphs
import Operations
import Testing

@Suite("LogSoftmaxGradient")
struct LogSoftmaxGradientTests {
  @Test(
    arguments: [[1], [17], [257], [1, 1], [257, 1], [17, 10], [3, 5, 6], [1_000, 17]] as [Shape])
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

  /// The result in place of the upstream gradient, then of the output.
  @Test func resultMayOverwriteAnOperand() throws {
    var random = TestRandom(seed: 3)
    let spec = TensorSpec([33, 10])
    let upstream = Tensor.input("upstream", spec)
    let y = Tensor.input("y", spec)
    try expectGraphMatchesOracle(
      [LogSoftmaxGradient()(3 * upstream, y), LogSoftmaxGradient()(upstream, 0.5 * y)],
      inputs: ["upstream": random.tensor(spec.shape), "y": random.tensor(spec.shape)])
  }

  @Test(arguments: [
    [TensorSpec([4]), TensorSpec([5])], [TensorSpec([]), TensorSpec([])], [TensorSpec([4])],
  ])
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try LogSoftmaxGradient().outputs(inputs) }
  }
}
