import Graphs
import Operations
import Testing

@Suite("GaussianSample")
struct GaussianSampleTests {
  private static let drawn = GaussianSample(.philox(RandomStream("latent.sample")))
  private static let state = HostTensor<Double>(
    integers: RandomState.values(seed: 5, step: 3), shape: [3])

  @Test(arguments: [Shape([1]), [17], [257], [128, 2], [64, 128, 2]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 12)
    let (mean, logVariance) = (random.tensor(shape), random.tensor(shape, in: -3...2))
    try expectKernelsMatchOracle(Self.drawn, inputs: [mean, logVariance, Self.state])
    try expectKernelsMatchOracle(
      GaussianSample(.given), inputs: [mean, logVariance, random.tensor(shape)])
  }

  @Test func gradientsMatchCentralDifferences() throws {
    var random = TestRandom(seed: 13)
    let (mean, logVariance) = (random.tensor([3, 7]), random.tensor([3, 7]))
    try expectGradientsMatch(
      Self.drawn, inputs: [mean, logVariance, Self.state], skipping: [2])
    try expectGradientsMatch(
      GaussianSample(.given), inputs: [mean, logVariance, random.tensor([3, 7])], skipping: [2])
  }

  /// Moments of a standard normal distribution within five standard errors.
  @Test func momentsAreThoseOfANormalDistribution() throws {
    let shape: Shape = [100_000]
    let zeros = HostTensor<Double>(zeros: TensorSpec(shape))
    try expectMoments(Self.drawn.evaluate([zeros, zeros, Self.state])[0].values)
    let value = Tensor.input("zeros", TensorSpec(shape))
    let z = Self.drawn(value, value, Tensor.input("state", RandomState.spec))
    for target in TestTarget.all {
      let drawn = try run(
        [z],
        inputs: [
          "zeros": HostTensor(zeros: TensorSpec(shape)),
          "state": Self.state.converted(to: Float.self),
        ], on: target)
      try expectMoments(drawn[0].values.map(Double.init))
    }
  }

  private func expectMoments(_ values: [Double]) throws {
    let n = Double(values.count)
    func moment(_ power: Int) -> Double {
      values.reduce(0) { sum, value in sum + (0..<power).reduce(1) { p, _ in p * value } } / n
    }
    #expect(abs(moment(1)) < 5 / n.squareRoot())
    #expect(abs(moment(2) - 1) < 5 * (2 / n).squareRoot())
    #expect(abs(moment(3)) < 5 * (15 / n).squareRoot())
    #expect(abs(moment(4) - 3) < 5 * (96 / n).squareRoot())
    let lagged = zip(values, values.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / n
    #expect(abs(lagged) < 5 / n.squareRoot())
  }

  @Test func shapesAreChecked() {
    let value = TensorSpec([4])
    #expect(throws: ShapeError.self) { try Self.drawn.outputs([value, value, value]) }
    #expect(throws: ShapeError.self) {
      try GaussianSample(.given).outputs([value, value, RandomState.spec])
    }
    #expect(throws: ShapeError.self) {
      try GaussianSample(.given).outputs([value, TensorSpec([5]), value])
    }
  }
}
