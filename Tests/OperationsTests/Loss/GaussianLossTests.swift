import Graphs
import Operations
import Testing

@Suite("GaussianLoss")
struct GaussianLossTests {
  @Test(arguments: [Shape([1]), [17, 1], [1, 257], [64, 128, 6]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 17)
    try expectKernelsMatchOracle(
      GaussianLoss(minimumDeviation: 1e-3), inputs: Self.inputs(&random, shape), tolerance: 2e-6)
  }

  @Test func gradientsMatchCentralDifferences() throws {
    var random = TestRandom(seed: 18)
    try expectGradientsMatch(
      GaussianLoss(minimumDeviation: 1e-3), inputs: Self.inputs(&random, [3, 7]), skipping: [2])
  }

  /// Gradients that overwrite their inputs.
  @Test func gradientsMayShareMemory() throws {
    var random = TestRandom(seed: 19)
    let values = Self.inputs(&random, [9, 300])
    let leaves = (0..<3).map { Tensor.input("\($0)", TensorSpec([9, 300])) }
    let results = GaussianLoss(minimumDeviation: 1e-3).all([
      Scale(2)(leaves[0]), Scale(3)(leaves[1]), leaves[2],
    ])
    try expectGraphMatchesOracle(
      results, inputs: ["0": values[0], "1": values[1], "2": values[2]])
  }

  /// Neither end of the softplus overflows or loses its gradient.
  @Test func extremeDeviations() throws {
    let values: [Double] = [-90, -20, -1e-3, 0, 1e-3, 20, 90]
    let inputs = [
      HostTensor(values.map { _ in 0.5 }, shape: [1, 7]), HostTensor(values, shape: [1, 7]),
      HostTensor(values.map { _ in 0.4 }, shape: [1, 7]),
    ]
    try expectKernelsMatchOracle(
      GaussianLoss(minimumDeviation: 0.1), inputs: inputs, tolerance: 2e-6)
  }

  @Test func shapesAreChecked() {
    #expect(throws: ShapeError.self) {
      try GaussianLoss(minimumDeviation: 1e-3).outputs([
        TensorSpec([4]), TensorSpec([4]), TensorSpec([5]),
      ])
    }
  }

  private static func inputs(
    _ random: inout TestRandom, _ shape: Shape
  ) -> [HostTensor<Double>] {
    [random.tensor(shape), random.tensor(shape, in: -3...3), random.tensor(shape, in: -2...2)]
  }
}
